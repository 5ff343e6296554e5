/* The work list (DAY-04): lines of files that were kept apart are corrected, by the rules they
 * failed, or dropped with a note. */
#include "transaction.h"

#include <inttypes.h>
#include <string.h>

static enum status
fault_facts(struct work *work, int64_t fault, const struct row **facts)
{
	enum status status =
	    work_row(work, SQL_TRANSACTION_FAULT_FACTS, ARGS(ARG_INT("fault", fault)), facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (strcmp(row_text(*facts, "state"), "open") == 0) {
		return STATUS_OK;
	}
	return work_refuse(work, "fault", "refusal.fault_settled",
			   ARGS(ARG_CHOICE("state", "fault_state", row_text(*facts, "state")),
				ARG_TEXT("by", row_text(*facts, "settled_by")),
				ARG_STAMP("at", row_text(*facts, "settled_at"))));
}

static enum status
settle(struct work *work, const struct row *facts, const char *state, int64_t transaction,
       const char *note)
{
	int64_t fault = row_int(facts, "id");
	work_about(work, "transaction-fault", fault, arena_format(work->arena, "%" PRId64, fault),
		   row_int(facts, "customer_id"));
	return work_run(work, SQL_TRANSACTION_FAULT_SETTLE,
			ARGS(ARG_INT("fault", fault), ARG_TEXT("state", state),
			     id_or_null("transaction", transaction), ARG_TEXT("note", note)));
}

/* ---- transaction.correct ---- */

struct transaction_correct {
	struct record fault;
	struct amount version;
	struct purchase purchase;
	const char *note;
};

static const struct param correct_params[] = {
	{ PARAM_ID(transaction_correct, fault), .record = &transaction_fault_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(transaction_correct, version) },
	PURCHASE_PARAMS(transaction_correct),
	{ PARAM_TEXT(transaction_correct, note), .from = "" },
	{ .name = NULL },
};

struct correcting {
	const struct row *facts;
	struct transaction transaction;
};

static enum status
correct_check(struct work *work, const void *args)
{
	const struct transaction_correct *correct = args;
	struct correcting *correcting = arena_alloc(work->arena, sizeof *correcting);
	*correcting = (struct correcting){ .facts = NULL };
	work->state = correcting;
	enum status status = fault_facts(work, correct->fault.id, &correcting->facts);
	if (status != STATUS_OK) {
		return status;
	}
	return transaction_check(work, &correct->purchase, &correcting->transaction);
}

static enum status
correct_apply(struct work *work, const void *args)
{
	const struct transaction_correct *correct = args;
	const struct correcting *correcting = work->state;
	const struct row *facts = correcting->facts;
	const struct transaction *transaction = &correcting->transaction;
	int64_t id = transaction->known;
	enum status status = STATUS_OK;
	if (id == 0) {
		status = transaction_enter(work, transaction, row_int(facts, "import_id"), &id);
	} else {
		work_say(work, "outcome.fault_known", ARGS(ARG_INT("transaction", id)));
	}
	if (status == STATUS_OK && transaction->buyer.card != 0) {
		work_touches(work, "card", transaction->buyer.card);
	}
	if (status == STATUS_OK) {
		work_say(work, "outcome.fault_corrected",
			 ARGS(ARG_INT("line", row_int(facts, "line")),
			      ARG_TEXT("file", row_text(facts, "file"))));
		status = settle(work, facts, "corrected", id, correct->note);
	}
	return status;
}

const struct command transaction_correct = {
	.name = "transaction.correct",
	.right = "transactions",
	.flags = COMMAND_STAFF,
	.confirm = CONFIRM_PREVIEW,
	.fill = "transaction-fault",
	PARAMS(transaction_correct, correct_params),
	.check = correct_check,
	.apply = correct_apply, /* DAY-04 */
};

/* ---- transaction.drop ---- */

struct transaction_drop {
	struct record fault;
	struct amount version;
	const char *note;
};

static const struct param drop_params[] = {
	{ PARAM_ID(transaction_drop, fault), .record = &transaction_fault_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(transaction_drop, version) },
	{ PARAM_TEXT(transaction_drop, note), .flags = PARAM_MANDATORY, .from = "" },
	{ .name = NULL },
};

static enum status
drop_check(struct work *work, const void *args)
{
	const struct transaction_drop *drop = args;
	const struct row *facts = NULL;
	enum status status = fault_facts(work, drop->fault.id, &facts);
	work->state = (void *)(uintptr_t)facts;
	return status;
}

static enum status
drop_apply(struct work *work, const void *args)
{
	const struct transaction_drop *drop = args;
	const struct row *facts = work->state;
	work_say(work, "outcome.fault_dropped",
		 ARGS(ARG_INT("line", row_int(facts, "line")),
		      ARG_TEXT("file", row_text(facts, "file"))));
	return settle(work, facts, "dropped", 0, drop->note);
}

const struct command transaction_drop = {
	.name = "transaction.drop",
	.right = "transactions",
	.flags = COMMAND_STAFF,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(transaction_drop, drop_params),
	.check = drop_check,
	.apply = drop_apply, /* DAY-04 */
};
