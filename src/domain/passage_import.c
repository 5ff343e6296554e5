/* STN-02: one line of what an operator says that units and badges passed.  The same line again
 * changes nothing. */
#include "domain.h"

#include <guichet/date.h>
#include <guichet/text.h>
#include <string.h>

enum { PLAZA_MOST = 60, AMOUNT_MOST = 100000 };

struct passage_import {
	struct record card;
	const char *operator, * at, *entry, *exit, *vehicle_class, *reference;
	struct amount amount;
};

static const struct param params[] = {
	{ PARAM_ID(passage_import, card), .record = &card_reference, .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(passage_import, operator), .choices = toll_choices, .vocabulary = "toll",
	  .flags = PARAM_MANDATORY },
	{ PARAM_STAMP(passage_import, at), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(passage_import, entry), .most = PLAZA_MOST },
	{ PARAM_TEXT(passage_import, exit), .most = PLAZA_MOST, .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(passage_import, vehicle_class), .choices = vehicle_class_choices },
	{ PARAM_MONEY(passage_import, amount), .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(passage_import, reference), .most = 40 },
	{ .name = NULL },
};

static const struct arg *
key_of(struct work *work, const struct passage_import *line)
{
	const struct arg args[] = {
		ARG_INT("card", line->card.id),
		ARG_TEXT("operator", line->operator),
		ARG_STAMP("at", line->at),
		ARG_TEXT("exit_key", text_fold(work->arena, line->exit)),
		{ .name = NULL },
	};
	struct arg *copy = arena_array(work->arena, sizeof args / sizeof args[0], sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

static enum status
check_unit(struct work *work, const struct passage_import *line)
{
	const struct row *card = NULL;
	enum status status =
	    work_row(work, SQL_PASSAGE_CARD, ARGS(ARG_INT("card", line->card.id)), &card);
	if (status != STATUS_OK || card == NULL) {
		return status;
	}
	const char *product = row_text(card, "product");
	if (strcmp(product, "passango") != 0 && strcmp(product, "liber_t") != 0) {
		return work_refuse(work, "card", "refusal.passage_card",
				   ARGS(ARG_CHOICE("product", "product", product)));
	}
	return STATUS_OK;
}

static enum status
check(struct work *work, const void *args)
{
	const struct passage_import *line = args;
	const struct row *row = NULL;
	enum status status = check_unit(work, line);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(line->at, work->now) > 0) {
		return work_refuse(work, "at", "refusal.passage_future", NULL);
	}
	if (line->amount.number < 0 || line->amount.number > AMOUNT_MOST) {
		return work_refuse(work, "amount", "refusal.passage_amount",
				   ARGS(ARG_MONEY("most", AMOUNT_MOST)));
	}
	status = work_row(work, SQL_PASSAGE_OF, key_of(work, line), &row);
	if (status != STATUS_OK || row == NULL) {
		return status;
	}
	work->state = work; /* it is there */
	return row_int(row, "amount") == line->amount.number
		   ? STATUS_OK
		   : work_refuse(work, "amount", "refusal.passage_differs",
				 ARGS(ARG_MONEY("amount", row_int(row, "amount"))));
}

static enum status
write_passage(struct work *work, const struct passage_import *line)
{
	char day[DATE_SIZE];
	int64_t id = 0;
	date_write(stamp_local_day(line->at), day);
	enum status status = work_new_id(work, "passage", &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run(work, SQL_PASSAGE_INSERT,
			ARGS(ARG_INT("id", id), ARG_INT("customer", line->card.customer),
			     ARG_INT("card", line->card.id), ARG_TEXT("operator", line->operator),
			     ARG_STAMP("at", line->at), ARG_DATE("day", day),
			     ARG_TEXT("entry", line->entry), ARG_TEXT("exit", line->exit),
			     ARG_TEXT("exit_key", text_fold(work->arena, line->exit)),
			     ARG_TEXT("vehicle_class", line->vehicle_class),
			     ARG_INT("amount", line->amount.number),
			     ARG_TEXT("reference", line->reference)));
}

static enum status
apply(struct work *work, const void *args)
{
	const struct passage_import *line = args;
	bool same = work->state != NULL;
	enum status status = STATUS_OK;
	if (same) {
		work_unchanged(work);
	} else {
		status = write_passage(work, line);
	}
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "card", line->card.id, line->card.key, line->card.customer);
	work_say(work, same ? "outcome.passage_same" : "outcome.passage_kept",
		 ARGS(ARG_TEXT("exit", line->exit), ARG_STAMP("at", line->at),
		      ARG_MONEY("amount", line->amount.number)));
	return STATUS_OK;
}

const struct command passage_import = {
	.name = "passage.import",
	.right = "transactions",
	.flags = COMMAND_STAFF,
	PARAMS(passage_import, params),
	.check = check,
	.apply = apply,
};
