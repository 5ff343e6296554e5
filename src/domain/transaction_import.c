/* One transaction by hand, or one of the work list put right (DAY-04): through the same rules as a
 * line of a file. */
#include "authorisation.h"
#include "transaction.h"

#include <guichet/text.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

/* ---- a line made of parameters ---- */

static int32_t
narrow(struct amount amount, int32_t otherwise)
{
	if (!amount.known) {
		return otherwise;
	}
	return amount.number > INT32_MAX   ? INT32_MAX
	       : amount.number < INT32_MIN ? INT32_MIN
					   : (int32_t)amount.number;
}

static uint8_t
place_of(const char *const *codes, const char *code, uint8_t otherwise)
{
	for (uint8_t i = 0; code != NULL && codes[i] != NULL; i++) {
		if (strcmp(codes[i], code) == 0) {
			return i;
		}
	}
	return otherwise;
}

static int64_t
local_of(const char *stamp)
{
	int64_t seconds = 0;
	(void)stamp_read(stamp, &seconds);
	return seconds_local(seconds);
}

static struct intake_line *
line_of(struct work *work, const struct purchase *purchase)
{
	const char *const cells[INTAKE_CELLS] = {
		[INTAKE_DRIVER] = purchase->driver,
		[INTAKE_STATION] = purchase->station,
		[INTAKE_REFERENCE] = purchase->reference,
	};
	size_t size = sizeof(struct intake_line) + INTAKE_CELLS;
	uint16_t starts[INTAKE_CELLS] = { 0 };
	for (int i = 0; i < INTAKE_CELLS; i++) {
		size += cells[i] != NULL ? strlen(cells[i]) : 0;
	}
	size = (size + 7) / 8 * 8;
	struct intake_line *line = arena_alloc(work->arena, size);
	*line = (struct intake_line){
		.size = (uint32_t)size,
		.card = strtoull(purchase->card, NULL, 10),
		.at = local_of(purchase->at),
		.quantity = narrow(purchase->quantity, -1),
		.unit_price = narrow(purchase->unit_price, -1),
		.amount = narrow(purchase->amount, 0),
		.odometer = narrow(purchase->odometer, -1),
		.vat_rate = (int16_t)(purchase->vat_rate.number >= 0 &&
					      purchase->vat_rate.number < INT16_MAX
					  ? purchase->vat_rate.number
					  : -1),
		.rank = (uint8_t)(purchase->rank.number > 0 && purchase->rank.number < UINT8_MAX
				      ? purchase->rank.number
				  : purchase->rank.known ? UINT8_MAX
							 : 0),
		.product = place_of(goods_choices, purchase->product, INTAKE_NO_GOODS),
		.unit = place_of(intake_units, purchase->unit, INTAKE_NO_UNIT),
	};
	size_t at = 0;
	for (int i = 0; i < INTAKE_CELLS; i++) {
		const char *cell = cells[i] != NULL ? cells[i] : "";
		starts[i] = (uint16_t)at;
		memcpy(line->text + at, cell, strlen(cell) + 1);
		at += strlen(cell) + 1;
	}
	line->driver = starts[INTAKE_DRIVER];
	line->station = starts[INTAKE_STATION];
	line->reference = starts[INTAKE_REFERENCE];
	if (purchase->currency != NULL) {
		memcpy(line->currency, purchase->currency, strnlen(purchase->currency, 3));
	}
	return line;
}

/* ---- whom it concerns ---- */

static enum status
find_buyer(struct work *work, const char *number, struct buyer *buyer, bool *found)
{
	const struct row *row = NULL;
	enum status status =
	    work_row(work, SQL_TRANSACTION_BUYER, ARGS(ARG_TEXT("number", number)), &row);
	*found = status == STATUS_OK && row != NULL;
	if (*found) {
		transaction_buyer(row, buyer);
	}
	return status;
}

static enum status
find_driver(struct work *work, struct transaction *transaction)
{
	const char *code = transaction->line->text + transaction->line->driver;
	const struct row *row = NULL;
	if (*code == '\0') {
		return STATUS_OK;
	}
	enum status status = work_row(
	    work, SQL_TRANSACTION_DRIVER,
	    ARGS(ARG_INT("customer", transaction->buyer.customer), ARG_TEXT("code", code)), &row);
	if (status == STATUS_OK && row == NULL) {
		work_warn(work, "outcome.transaction_driver", ARGS(ARG_TEXT("code", code)));
	}
	transaction->driver = row != NULL ? row_int(row, "id") : 0;
	return status;
}

/* A station nobody knows is kept as it is written; its country is then taken to be the card's. */
static enum status
find_station(struct work *work, struct transaction *transaction)
{
	const char *code = transaction->line->text + transaction->line->station;
	const struct row *row = NULL;
	transaction->country = transaction->buyer.country;
	if (*code == '\0') {
		return STATUS_OK;
	}
	transaction->station = code;
	enum status status = work_row(work, SQL_TRANSACTION_STATION,
				      ARGS(ARG_TEXT("code", text_upper(work->arena, code))), &row);
	if (status == STATUS_OK && row == NULL) {
		work_warn(work, "outcome.transaction_station", ARGS(ARG_TEXT("station", code)));
	}
	if (row != NULL) {
		transaction->country = row_text(row, "country");
		transaction->network = row_text_or_null(row, "brand");
	}
	return status;
}

enum status
transaction_same(struct work *work, const struct buyer *buyer, const struct intake_line *line,
		 int64_t instant, const struct row **row)
{
	return work_row(work, SQL_TRANSACTION_SAME,
			ARGS(ARG_INT("card", buyer->card),
			     ARG_INT("authorisation", buyer->authorisation),
			     ARG_INT("place", buyer_place(buyer, line->at)), ARG_INT("at", instant),
			     ARG_TEXT("product", goods_choices[line->product]),
			     ARG_TEXT("reference", line->text + line->reference)),
			row);
}

/* The same one that is there changes nothing; another amount is no transaction of its own. */
static enum status
find_same(struct work *work, struct transaction *transaction)
{
	const struct intake_line *line = transaction->line;
	const struct row *row = NULL;
	enum status status =
	    transaction_same(work, &transaction->buyer, line, transaction->instant, &row);
	if (status != STATUS_OK || row == NULL) {
		return status;
	}
	transaction->known = row_int(row, "id");
	return row_int(row, "amount") == line->amount
		   ? STATUS_OK
		   : work_refuse(work, "amount", "refusal.transaction_differs",
				 ARGS(ARG_MONEY("amount", row_int(row, "amount"))));
}

static enum status
check_credit(struct work *work, const struct transaction *transaction)
{
	const struct buyer *buyer = &transaction->buyer;
	if (transaction->known != 0 || buyer->authorisation == 0 ||
	    buyer->credit >= transaction->line->amount) {
		return STATUS_OK;
	}
	return work_refuse(work, "amount", "refusal.transaction_credit",
			   ARGS(ARG_TEXT("code", buyer->code), ARG_MONEY("credit", buyer->credit),
				ARG_TEXT("currency", buyer->currency)));
}

enum status
transaction_check(struct work *work, const struct purchase *purchase,
		  struct transaction *transaction)
{
	struct transaction_bounds bounds;
	struct local_days days = { 0 };
	struct error error = { .status = STATUS_OK };
	bool found = false;
	char stamp[STAMP_SIZE];
	char day[DATE_SIZE];
	*transaction = (struct transaction){ .line = line_of(work, purchase) };
	transaction_bounds(work, &bounds);
	enum status status = find_buyer(work, purchase->card, &transaction->buyer, &found);
	if (status != STATUS_OK) {
		return status;
	}
	found = found && session_sees(work->session, transaction->buyer.customer);
	if (transaction_judge(transaction->line, found ? &transaction->buyer : NULL, &bounds, &days,
			      &error) != STATUS_OK) {
		return work_fail(work, &error);
	}
	transaction->instant = transaction_instant(&days, transaction->line->at);
	transaction->place = buyer_place(&transaction->buyer, transaction->line->at);
	stamp_write(transaction->instant, stamp);
	date_write(stamp_local_day(stamp), day);
	transaction->at = arena_copy(work->arena, stamp);
	transaction->day = arena_copy(work->arena, day);
	transaction->product = goods_choices[transaction->line->product];
	status = find_same(work, transaction);
	if (status == STATUS_OK) {
		status = check_credit(work, transaction);
	}
	if (status == STATUS_OK) {
		status = find_driver(work, transaction);
	}
	return status == STATUS_OK ? find_station(work, transaction) : status;
}

/* ---- keeping it ---- */

static struct value
said_or_null(int32_t number)
{
	struct value value = value_number(TYPE_INT, number);
	value.known = number >= 0;
	return value;
}

static int64_t
volume_of(const struct intake_line *line)
{
	return line->product < GOODS_FUELS && line->quantity > 0 ? line->quantity : 0;
}

static enum status
insert_at(struct work *work, const struct transaction *kept, int64_t import, int64_t id,
	  int64_t place, int64_t *inserted)
{
	const struct intake_line *line = kept->line;
	const struct buyer *buyer = &kept->buyer;
	return work_run_any(
	    work, SQL_TRANSACTION_INSERT,
	    ARGS(ARG_INT("id", id), ARG_INT("place", place), ARG_INT("customer", buyer->customer),
		 id_or_null("card", buyer->card), id_or_null("authorisation", buyer->authorisation),
		 id_or_null("rank", line->rank), id_or_null("driver", kept->driver),
		 id_or_null("division", buyer->division), ARG_INT("at", kept->instant),
		 ARG_TEXT("product", kept->product), id_or_null("volume", volume_of(line)),
		 { .name = "unit_price", .value = said_or_null(line->unit_price) },
		 ARG_INT("vat_rate", line->vat_rate), ARG_INT("amount", line->amount),
		 ARG_TEXT("country", kept->country), ARG_TEXT("network", kept->network),
		 ARG_TEXT("station", kept->station),
		 { .name = "odometer", .value = said_or_null(line->odometer) },
		 ARG_TEXT("reference", line->text + line->reference), id_or_null("import", import)),
	    inserted);
}

/* No other is the same (find_same): one that has its place shares no more than that. */
static enum status
insert(struct work *work, const struct transaction *kept, int64_t import, int64_t id)
{
	int64_t place = kept->place;
	int64_t inserted = 0;
	enum status status = work_run_any(
	    work, SQL_TRANSACTION_ADD_DAY,
	    ARGS(ARG_INT("id", kept->line->at / DAY), ARG_DATE("day", kept->day)), NULL);
	while (inserted == 0 && status == STATUS_OK) {
		status = insert_at(work, kept, import, id, place++, &inserted);
	}
	return status;
}

static enum status
add_to_card(struct work *work, const struct transaction *kept, const char *month)
{
	const bool electric = kept->line->product == GOODS_ELECTRICITY;
	const int64_t volume = volume_of(kept->line);
	return work_run(work, SQL_TRANSACTION_ADD_CARD_MONTH,
			ARGS(ARG_MONTH("month", month), ARG_INT("card", kept->buyer.card),
			     ARG_INT("count", 1), ARG_INT("volume", electric ? 0 : volume),
			     ARG_INT("energy", electric ? volume : 0),
			     ARG_INT("amount", kept->line->amount)));
}

static enum status
add_sums(struct work *work, const struct transaction *kept)
{
	const struct buyer *buyer = &kept->buyer;
	const char *month = arena_format(work->arena, "%.7s", kept->day);
	enum status status = work_run(
	    work, SQL_TRANSACTION_ADD_DIVISION_MONTH,
	    ARGS(ARG_INT("customer", buyer->customer), ARG_INT("division", buyer->division),
		 ARG_MONTH("month", month), ARG_TEXT("product", kept->product), ARG_INT("count", 1),
		 ARG_INT("volume", volume_of(kept->line)), ARG_INT("amount", kept->line->amount)));
	if (status == STATUS_OK && buyer->card != 0) {
		status = add_to_card(work, kept, month);
	}
	return status == STATUS_OK ? work_run_any(work, SQL_TRANSACTION_UNBILLED_SINCE,
						  ARGS(ARG_INT("customer", buyer->customer),
						       ARG_DATE("day", kept->day)),
						  NULL)
				   : status;
}

static enum status
note_use(struct work *work, const struct transaction *kept)
{
	const struct buyer *buyer = &kept->buyer;
	const struct arg *args =
	    ARGS(ARG_INT("card", buyer->card), ARG_INT("vehicle", buyer->vehicle),
		 ARG_DATE("day", kept->day), ARG_INT("odometer", kept->line->odometer));
	enum status status = work_run_any(work, SQL_TRANSACTION_USE_CARD, args, NULL);
	if (status == STATUS_OK && buyer->vehicle != 0 && kept->line->odometer > 0) {
		status = work_run_any(work, SQL_TRANSACTION_USE_VEHICLE, args, NULL);
	}
	return status;
}

enum status
transaction_enter(struct work *work, const struct transaction *kept, int64_t import, int64_t *id)
{
	const struct buyer *buyer = &kept->buyer;
	const struct arg *said =
	    ARGS(ARG_STAMP("at", kept->at), ARG_CHOICE("product", "goods", kept->product),
		 ARG_MONEY("amount", kept->line->amount), ARG_TEXT("currency", buyer->currency));
	*id = kept->known;
	if (kept->known != 0) {
		work_unchanged(work);
		work_say(work, "outcome.transaction_same", said);
		return STATUS_OK;
	}
	enum status status = work_new_id(work, "card_transaction", id);
	if (status == STATUS_OK) {
		status = insert(work, kept, import, *id);
	}
	if (status == STATUS_OK) {
		status = add_sums(work, kept);
	}
	if (status == STATUS_OK && buyer->authorisation != 0) {
		status =
		    authorisation_spend(work, buyer->authorisation, kept->line->amount, kept->at);
	} else if (status == STATUS_OK) {
		status = note_use(work, kept);
	}
	work_say(work, "outcome.transaction_kept", said);
	return status;
}

/* ---- transaction.import ---- */

struct transaction_import {
	struct purchase purchase;
};

static const struct param params[] = { PURCHASE_PARAMS(transaction_import), { .name = NULL } };

static enum status
check(struct work *work, const void *args)
{
	const struct transaction_import *import = args;
	struct transaction *transaction = arena_alloc(work->arena, sizeof *transaction);
	work->state = transaction;
	return transaction_check(work, &import->purchase, transaction);
}

static enum status
apply(struct work *work, const void *args)
{
	const struct transaction_import *import = args;
	const struct transaction *transaction = work->state;
	int64_t id = 0;
	enum status status = transaction_enter(work, transaction, 0, &id);
	if (status == STATUS_OK && transaction->buyer.card != 0) {
		work_about(work, "card", transaction->buyer.card, import->purchase.card,
			   transaction->buyer.customer);
	}
	return status;
}

const struct command transaction_import = {
	.name = "transaction.import",
	.right = "transactions",
	.flags = COMMAND_STAFF,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(transaction_import, params),
	.check = check,
	.apply = apply,
};
