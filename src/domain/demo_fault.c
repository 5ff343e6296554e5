/* Lines of the demo's last file that were kept apart: each for a reason of its own, one of them
 * settled. */
#include "demo.h"

#include <guichet/said.h>
#include <inttypes.h>
#include <string.h>

enum { LINE_FIRST = 37, LINE_STEP = 23, MINUTE = 60 };

/* What a line said: of its day so many days before the demo's, unless it said something else. */
struct apart {
	const char *card; /* NULL: one that there is */
	const char *at;   /* NULL: its day and time */
	int days;
	const char *station, *product, *volume, *unit, *unit_price, *amount;
	const char *field, *key;
	int64_t amount_right; /* cents, where the sentence names it; else 0 */
	const char *note;     /* it was dropped */
};

static const struct apart lines[DEMO_FAULTS] = {
	{ "7002000000510139867", NULL, 2, "BE-0002", "Diesel", "58,88", "L", "1,726", "101,63",
	  "card", "refusal.transaction_card", 0, NULL },
	{ NULL, "2026-13-18 08:12:00", 2, "BE-0001", "Diesel", "44,10", "L", "1,742", "76,82", "at",
	  "error.date", 0, NULL },
	{ NULL, NULL, 1, "BE-0004", "Essence 95", "-41,20", "L", "1,689", "69,59", "quantity",
	  "refusal.transaction_quantity", 0, NULL },
	{ NULL, NULL, 1, "BE-0003", "Diesel", "57,90", "L", "1,750", "10 132,50", "amount",
	  "refusal.transaction_product_of", 10133, NULL },
	{ NULL, NULL, -30, "BE-0006", "Diesel", "61,30", "L", "1,731", "106,11", "at",
	  "refusal.transaction_future", 0, NULL },
	{ NULL, NULL, 3, "BE-0002", "Magazine", "1,00", "pce", "5,90", "5,90", "product",
	  "refusal.transaction_product", 0, NULL },
	{ NULL, NULL, 4, "BE-0005", "Lavage", "1,00", "pce", "0,00", "0,00", "amount",
	  "refusal.transaction_amount", 0, "Lavage offert par la station" },
};

static const char *
reason_of(struct demo *demo, const struct apart *line)
{
	struct builder reason = { .arena = demo->scratch };
	said_write(&reason, line->key,
		   line->amount_right != 0 ? ARGS(ARG_MONEY("amount", line->amount_right)) : NULL,
		   false);
	return builder_text(&reason);
}

static const char *
moment_of(struct demo *demo, const struct apart *line, int place)
{
	if (line->at != NULL) {
		return line->at;
	}
	struct civil day = date_of_days(demo->today - line->days);
	return arena_format(demo->scratch, "%02d/%02d/%04d %02d:%02d:00", day.day, day.month,
			    day.year, 7 + place, 11 + 5 * place);
}

static enum status
write_line(struct demo *demo, int64_t import, int place, const struct row *card)
{
	const struct apart *line = &lines[place];
	bool known = line->card == NULL && card != NULL, open = line->note == NULL;
	int64_t id = 0;
	enum status status = work_new_id(demo->work, "transaction_fault", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_FAULT,
	    ARGS(ARG_INT("id", id), ARG_INT("import", import),
		 ARG_INT("line", LINE_FIRST + LINE_STEP * place),
		 id_or_null("customer", known ? row_int(card, "customer_id") : 0),
		 ARG_TEXT("card", known ? row_text(card, "number") : line->card),
		 ARG_TEXT("station", line->station), ARG_TEXT("at", moment_of(demo, line, place)),
		 ARG_TEXT("product", line->product), ARG_TEXT("volume", line->volume),
		 ARG_TEXT("unit", line->unit), ARG_TEXT("unit_price", line->unit_price),
		 ARG_TEXT("amount", line->amount),
		 ARG_TEXT("reference", arena_format(demo->scratch, "TY%08" PRId64, id)),
		 ARG_TEXT("field", line->field), ARG_TEXT("reason", reason_of(demo, line)),
		 ARG_TEXT("mac", arena_format(demo->scratch, "demo %" PRId64, id)),
		 ARG_TEXT("state", open ? "open" : "dropped"), ARG_TEXT("note", line->note),
		 ARG_TEXT("by", open ? NULL : "clerk"),
		 ARG_STAMP("settled_at", open ? NULL : demo_stamp(demo, demo->now - 5 * MINUTE)),
		 ARG_STAMP("created_at", demo_stamp(demo, demo->now - 25 * MINUTE))),
	    NULL);
}

enum status
demo_faults(struct demo *demo, int64_t import)
{
	const struct row *card = NULL;
	enum status status = work_rows(demo->work, SQL_DEMO_FAULT_CARDS, NULL, &card);
	for (int i = 0; i < DEMO_FAULTS && status == STATUS_OK; i++) {
		status = write_line(demo, import, i, card);
		card = card != NULL && card->next != NULL ? card->next : card;
	}
	return status;
}
