/* When a card was last used and what its vehicle has driven, by the transactions of a file: written
 * once a card when all of them are in, since each moves the card in two orders that lists are in.
 */
#include "transaction_batch.h"

struct writing {
	const struct uses *uses;
	size_t at;
	struct value values[2];
	char day[DATE_SIZE];
};

static struct value
number(int64_t number)
{
	return value_number(TYPE_INT, number);
}

static const struct value *
next_card(void *context)
{
	struct writing *writing = context;
	while (writing->at < writing->uses->count) {
		const struct buyer *buyer = writing->uses->buyers[writing->at++];
		if (!buyer->used || buyer->card == 0) {
			continue;
		}
		date_write(date_of_days(buyer->last_used), writing->day);
		writing->values[0] = number(buyer->card);
		writing->values[1] = value_text(TYPE_DATE, writing->day);
		return writing->values;
	}
	return NULL;
}

static const struct value *
next_vehicle(void *context)
{
	struct writing *writing = context;
	while (writing->at < writing->uses->count) {
		const struct buyer *buyer = writing->uses->buyers[writing->at++];
		if (!buyer->driven) {
			continue;
		}
		writing->values[0] = number(buyer->vehicle);
		writing->values[1] = number(buyer->odometer);
		return writing->values;
	}
	return NULL;
}

static enum status
apply(struct work *work, const void *args)
{
	static const char *const of_card[] = { "card", "day", NULL };
	static const char *const of_vehicle[] = { "vehicle", "odometer", NULL };
	(void)args;
	struct writing writing = { .uses = work->load };
	struct value_rows rows = { .names = of_card, .next = next_card, .context = &writing };
	enum status status = work_run_rows(work, SQL_TRANSACTION_USE_CARD, &rows, NULL);
	rows =
	    (struct value_rows){ .names = of_vehicle, .next = next_vehicle, .context = &writing };
	writing.at = 0;
	return status == STATUS_OK ? work_run_rows(work, SQL_TRANSACTION_USE_VEHICLE, &rows, NULL)
				   : status;
}

/* It follows from the transactions, which have left their trace. */
const struct command transaction_use = {
	.name = "transaction.use",
	.flags = COMMAND_INTERNAL | COMMAND_QUIET | COMMAND_PART,
	.apply = apply,
};
