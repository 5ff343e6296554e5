/* A bill as it follows its job: lines of fields parted by tabs, a dot at the end. */
#include "bill.h"

#include <guichet/arena.h>
#include <guichet/job.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one kind, as they come. */
struct lines {
	void *items;
	size_t size, count, room;
};

static void *
next_item(struct arena *arena, struct lines *lines)
{
	lines->items = arena_grown(arena, lines->items, lines->count, &lines->room, lines->size);
	return (char *)lines->items + lines->size * lines->count++;
}

/* In place; false when there are more or fewer than wanted. */
static bool
cut_fields(char *line, char **fields, size_t wanted)
{
	size_t count = 0;

	for (char *at = line; at; count++) {
		char *tab = strchr(at, '\t');

		if (count == wanted)
			return false;
		if (tab)
			*tab++ = '\0';
		fields[count] = at;
		at = tab;
	}
	return count == wanted;
}

static int64_t
number(const char *text)
{
	return strtoll(text, NULL, 10);
}

static bool
take_sum(struct arena *arena, struct lines *lines, char *text)
{
	char *f[6];

	if (!cut_fields(text, f, 6))
		return false;
	struct bill_sum *sum = next_item(arena, lines);
	*sum = (struct bill_sum){ .kind = f[0],
				  .code = f[1],
				  .count = number(f[2]),
				  .volume = number(f[3]),
				  .rate = number(f[4]),
				  .amount = number(f[5]) };
	return true;
}

static bool
take_rate(struct arena *arena, struct lines *lines, char *text)
{
	char *f[4];

	if (!cut_fields(text, f, 4))
		return false;
	struct bill_rate *rate = next_item(arena, lines);
	*rate = (struct bill_rate){ .rate = number(f[0]),
				    .net = number(f[1]),
				    .vat = number(f[2]),
				    .amount = number(f[3]) };
	return true;
}

static bool
take_detail(struct arena *arena, struct lines *lines, char *text)
{
	char *f[13];

	if (!cut_fields(text, f, 13))
		return false;
	struct bill_detail *detail = next_item(arena, lines);
	*detail = (struct bill_detail){ .at = f[0],
					.card = f[1],
					.plate = f[2],
					.driver = f[3],
					.station = f[4],
					.kind = f[5],
					.code = f[6],
					.reference = f[7],
					.volume = number(f[8]),
					.unit_price = number(f[9]),
					.rate = number(f[10]),
					.amount = number(f[11]),
					.balance = number(f[12]) };
	return true;
}

struct reading_bill {
	struct arena *arena;
	struct lines sums, rates, details;
};

static bool
take_line(struct reading_bill *reading, const char *line, size_t size)
{
	char *text = arena_copy_bytes(reading->arena, line, size);
	char *equals = strchr(text, '=');

	if (!equals)
		return false;
	*equals++ = '\0';
	if (strcmp(text, "detail") == 0)
		return take_detail(reading->arena, &reading->details, equals);
	if (strcmp(text, "sum") == 0)
		return take_sum(reading->arena, &reading->sums, equals);
	return strcmp(text, "rate") == 0 && take_rate(reading->arena, &reading->rates, equals);
}

static bool
take_lines(struct reading_bill *reading, FILE *from)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size = 0;
	bool good = true, ended = false;

	while (good && !ended && (size = getline(&line, &room, from)) > 0) {
		ended = strcmp(line, JOB_END) == 0;
		if (!ended)
			good = take_line(reading, line, (size_t)size - 1);
	}
	free(line);
	return good && ended;
}

const struct bill *
bill_read(struct arena *arena, const struct job_line *job, FILE *from)
{
	struct reading_bill reading = { .arena = arena,
					.sums = { .size = sizeof(struct bill_sum) },
					.rates = { .size = sizeof(struct bill_rate) },
					.details = { .size = sizeof(struct bill_detail) } };

	if (!take_lines(&reading, from))
		return NULL;
	struct bill *bill = arena_alloc(arena, sizeof(*bill));
	*bill = (struct bill){ .kind = job_text(job, "kind"),
			       .number = job_text(job, "number"),
			       .language = job_text(job, "lang"),
			       .currency = job_text(job, "currency"),
			       .date = job_text(job, "date"),
			       .due_on = job_text(job, "due_on"),
			       .from = job_text(job, "from"),
			       .until = job_text(job, "until"),
			       .customer = job_text(job, "customer"),
			       .contract = job_text(job, "contract"),
			       .vat = job_text(job, "customer_vat"),
			       .recipient = job_text(job, "recipient"),
			       .credited = job_text(job, "credited"),
			       .reason = job_text(job, "reason"),
			       .iban = job_text(job, "iban"),
			       .created_at = job_text(job, "created_at"),
			       .net = job_number(job, "net", 0),
			       .vat_amount = job_number(job, "vat_amount", 0),
			       .amount = job_number(job, "amount", 0),
			       .opening = job_number(job, "opening", 0),
			       .sums = reading.sums.items,
			       .sum_count = reading.sums.count,
			       .rates = reading.rates.items,
			       .rate_count = reading.rates.count,
			       .details = reading.details.items,
			       .detail_count = reading.details.count };
	return bill->kind && bill->number && bill->currency && bill->date && bill->from &&
		       bill->until && bill->customer && bill->recipient && bill->created_at
		   ? bill
		   : NULL;
}
