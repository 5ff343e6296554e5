/* transaction.load: one batch of a file of transactions, all or nothing: the rows, what they add up
 * to, what is kept apart, and how far the import has got (DAY-04).  All that could be looked at
 * beforehand has been. */
#include "authorisation.h"
#include "transaction_batch.h"

#include <guichet/said.h>
#include <guichet/secret.h>
#include <guichet/store.h>
#include <stdio.h>
#include <string.h>

struct load {
	struct work *work;
	struct batch *batch;
	size_t at; /* the next entry to be asked for */
	int64_t id;
	size_t end;    /* entries before it are asked for */
	int64_t shift; /* from their places to those they are kept at */
	struct value values[20];
};

/* ---- a row ---- */

static struct value
known_number(int64_t number, bool known)
{
	struct value value = value_number(TYPE_INT, number);
	value.known = known;
	return value;
}

static const char *const columns[] = {
	"id",       "place",   "customer", "card",     "authorisation", "rank",     "driver",
	"division", "at",      "product",  "volume",   "unit_price",    "vat_rate", "amount",
	"country",  "network", "station",  "odometer", "reference",     "import",   NULL,
};

static const struct value *
next_row(void *context)
{
	struct load *load = context;
	const struct batch *batch = load->batch;
	while (load->at < load->end && batch->entries[load->at].apart) {
		load->at++;
	}
	if (load->at == load->end) {
		return NULL;
	}
	const struct entry *entry = &batch->entries[load->at++];
	const struct intake_line *line = entry->line;
	const struct buyer *buyer = entry->buyer;
	const char *station = line->text + line->station;
	const char *driver = line->text + line->driver;
	const char *reference = line->text + line->reference;
	const struct station_place *place =
	    *station != '\0' ? lookups_station(batch->lookups, station) : NULL;
	int64_t driver_id =
	    *driver != '\0' ? lookups_driver(batch->lookups, buyer->customer, driver) : 0;
	int64_t volume = line->product < GOODS_FUELS && line->quantity > 0 ? line->quantity : 0;
	struct value *value = load->values;
	*value++ = known_number(load->id++, true);
	*value++ = known_number(buyer_place(buyer, line->at) + entry->after + load->shift, true);
	*value++ = known_number(buyer->customer, true);
	*value++ = known_number(buyer->card, buyer->card != 0);
	*value++ = known_number(buyer->authorisation, buyer->authorisation != 0);
	*value++ = known_number(line->rank, line->rank != 0);
	*value++ = known_number(driver_id, driver_id != 0);
	*value++ = known_number(buyer->division, buyer->division != 0);
	*value++ = known_number(transaction_instant(batch->days, line->at), true);
	*value++ = value_text(TYPE_TEXT, goods_choices[line->product]);
	*value++ = known_number(volume, volume != 0);
	*value++ = known_number(line->unit_price, line->unit_price >= 0);
	*value++ = known_number(line->vat_rate, true);
	*value++ = known_number(line->amount, true);
	*value++ = value_text(TYPE_TEXT, place != NULL ? place->country : buyer->country);
	*value++ = value_text(TYPE_TEXT, place != NULL ? place->network : NULL);
	*value++ = value_text(TYPE_TEXT, *station != '\0' ? station : NULL);
	*value++ = known_number(line->odometer, line->odometer >= 0);
	*value++ = value_text(TYPE_TEXT, reference);
	*value = known_number(batch->import, true);
	return load->values;
}

/* ---- what is there already ---- */

/* Of this import: a run before this one, or another process, has brought it. */
static enum status
look_at_same(struct load *load, struct entry *entry)
{
	struct work *work = load->work;
	const struct intake_line *line = entry->line;
	const struct row *row = NULL;
	enum status status = transaction_same(
	    work, entry->buyer, line, transaction_instant(load->batch->days, line->at), &row);
	entry->known = row != NULL;
	if (row != NULL && row_int(row, "amount") != line->amount) {
		entry->apart = true;
		entry->there = (int32_t)row_int(row, "amount");
	}
	return status;
}

/* AUT-07: what was not there before takes its credit, or is kept apart for want of it. */
static enum status
take_credit(struct load *load, struct entry *entry)
{
	struct work *work = load->work;
	const struct row *facts = NULL;
	enum status status = look_at_same(load, entry);
	if (status != STATUS_OK || entry->known) {
		return status;
	}
	status = authorisation_facts(work, entry->buyer->authorisation, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	if (row_int(facts, "credit") < entry->line->amount) {
		entry->buyer->credit = row_int(facts, "credit");
		entry->poor = entry->apart = true;
		return STATUS_OK;
	}
	char stamp[STAMP_SIZE];
	stamp_write(transaction_instant(load->batch->days, entry->line->at), stamp);
	return authorisation_spend(work, entry->buyer->authorisation, entry->line->amount,
				   arena_copy(work->arena, stamp));
}

static enum status
take_credits(struct load *load)
{
	const struct batch *batch = load->batch;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		struct entry *entry = &batch->entries[i];
		if (!entry->apart && entry->buyer->authorisation != 0) {
			status = take_credit(load, entry);
		}
	}
	return status;
}

static enum status
write_some(struct load *load, size_t first, size_t end, int64_t shift, int64_t *written)
{
	const struct value_rows rows = { .names = columns, .next = next_row, .context = load };
	load->at = first;
	load->end = end;
	load->shift = shift;
	return work_run_rows(load->work, SQL_TRANSACTION_INSERT, &rows, written);
}

/* Its place was taken: by the same one, or by another of the same second. */
static enum status
write_shifted(struct load *load, size_t at)
{
	struct entry *entry = &load->batch->entries[at];
	enum status status = look_at_same(load, entry);
	if (status != STATUS_OK || entry->known) {
		return status;
	}
	int64_t written = 0;
	for (int64_t shift = 1; written == 0 && status == STATUS_OK; shift++) {
		status = work_new_id(load->work, "card_transaction", &load->id);
		if (status == STATUS_OK) {
			status = write_some(load, at, at + 1, shift, &written);
		}
	}
	return status;
}

/* Which of them had their place taken: those whose id is not there. */
static enum status
find_known(struct load *load, int64_t id)
{
	const struct batch *batch = load->batch;
	const struct row *row = NULL;
	enum status status = work_rows(load->work, SQL_TRANSACTION_CAME,
				       ARGS(ARG_INT("first", id), ARG_INT("end", load->id)), &row);
	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		struct entry *entry = &batch->entries[i];
		if (entry->apart) {
			continue;
		}
		entry->known = row == NULL || row->values[0].number != id;
		row = entry->known ? row : row->next;
		id++;
	}
	return status;
}

static enum status
write_rows(struct load *load)
{
	const struct batch *batch = load->batch;
	int64_t written = 0;
	enum status status = take_credits(load);
	if (status == STATUS_OK) {
		status =
		    work_new_ids(load->work, "card_transaction", (int64_t)batch->count, &load->id);
	}
	int64_t first = load->id;
	if (status == STATUS_OK) {
		status = write_some(load, 0, batch->count, 0, &written);
	}
	if (status == STATUS_OK && written < load->id - first) {
		status = find_known(load, first);
	}
	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		if (batch->entries[i].known && !batch->entries[i].apart) {
			status = write_shifted(load, i);
		}
	}
	return status;
}

/* ---- sums ---- */

static enum status
write_sums(struct load *load)
{
	struct batch *batch = load->batch;
	struct sums *sums = sums_new(load->work->arena, batch->count);
	for (size_t i = 0; i < batch->count; i++) {
		const struct entry *entry = &batch->entries[i];
		if (!entry->apart && !entry->known) {
			sums_add(sums, entry);
			batch->added++;
		} else if (!entry->apart) {
			batch->known++;
		}
	}
	return batch->added > 0 ? sums_write(sums, load->work) : STATUS_OK;
}

/* ---- what is kept apart ---- */

void
entry_fault(const struct entry *entry, const struct transaction_bounds *bounds,
	    struct local_days *days, struct error *error)
{
	const struct buyer *buyer = entry->buyer;
	if (entry->like != 0) {
		(void)error_set(error, STATUS_REFUSED, entry->contradicts ? "amount" : NULL,
				entry->contradicts ? "refusal.transaction_contradicts"
						   : "refusal.transaction_repeated",
				ARGS(ARG_INT("line", entry->like)));
	} else if (entry->there != 0) {
		(void)error_set(error, STATUS_REFUSED, "amount", "refusal.transaction_differs",
				ARGS(ARG_MONEY("amount", entry->there)));
	} else if (entry->poor) {
		(void)error_set(error, STATUS_REFUSED, "amount", "refusal.transaction_credit",
				ARGS(ARG_TEXT("code", buyer->code),
				     ARG_MONEY("credit", buyer->credit),
				     ARG_TEXT("currency", buyer->currency)));
	} else {
		(void)transaction_judge(entry->line, buyer, bounds, days, error);
	}
}

static struct value
cell_value(const char *text)
{
	return value_text(TYPE_TEXT, *text != '\0' ? text : NULL);
}

/* Of what the line says: the same one is there once, whatever file brings it. */
static void
fault_mac(const struct work *work, const char *const *cells, char out[SECRET_MAC_HEX])
{
	struct mac_part parts[INTAKE_CELLS];
	for (int i = 0; i < INTAKE_CELLS; i++) {
		parts[i] = (struct mac_part){ cells[i], strlen(cells[i]) };
	}
	secret_mac_parts(store_keys(work->session->store), "transaction", parts, INTAKE_CELLS, out);
}

static enum status
keep_apart(struct load *load, const struct entry *entry, int64_t id, bool *kept)
{
	struct work *work = load->work;
	struct error error = { .status = STATUS_OK };
	struct builder reason = { .arena = work->arena };
	const char *cells[INTAKE_CELLS];
	char mac[SECRET_MAC_HEX];
	const struct row *row = NULL;
	int64_t changed = 0;
	intake_cells(entry->line, cells);
	entry_fault(entry, load->batch->bounds, load->batch->days, &error);
	said_error(&reason, &error);
	fault_mac(work, cells, mac);
	const char *at =
	    cells[INTAKE_TIME][0] != '\0'
		? arena_format(work->arena, "%s %s", cells[INTAKE_AT], cells[INTAKE_TIME])
		: cells[INTAKE_AT];
	struct arg args[] = {
		ARG_INT("id", id),
		ARG_INT("import", load->batch->import),
		ARG_INT("line", entry->line->number),
		id_or_null("customer", entry->buyer != NULL ? entry->buyer->customer : 0),
		{ .name = "card", .value = cell_value(cells[INTAKE_CARD]) },
		{ .name = "rank", .value = cell_value(cells[INTAKE_RANK]) },
		{ .name = "driver", .value = cell_value(cells[INTAKE_DRIVER]) },
		{ .name = "station", .value = cell_value(cells[INTAKE_STATION]) },
		{ .name = "at", .value = cell_value(at) },
		{ .name = "product", .value = cell_value(cells[INTAKE_PRODUCT]) },
		{ .name = "quantity", .value = cell_value(cells[INTAKE_QUANTITY]) },
		{ .name = "unit", .value = cell_value(cells[INTAKE_UNIT]) },
		{ .name = "unit_price", .value = cell_value(cells[INTAKE_UNIT_PRICE]) },
		{ .name = "vat_rate", .value = cell_value(cells[INTAKE_VAT_RATE]) },
		{ .name = "amount", .value = cell_value(cells[INTAKE_AMOUNT]) },
		{ .name = "currency", .value = cell_value(cells[INTAKE_CURRENCY]) },
		{ .name = "odometer", .value = cell_value(cells[INTAKE_ODOMETER]) },
		{ .name = "reference", .value = cell_value(cells[INTAKE_REFERENCE]) },
		{ .name = "field", .value = cell_value(error.param) },
		ARG_TEXT("reason", builder_text(&reason)),
		ARG_TEXT("mac", mac),
		{ .name = NULL },
	};
	enum status status = work_run_any(work, SQL_TRANSACTION_KEEP_APART, args, &changed);
	if (status == STATUS_OK && changed == 0) {
		status =
		    work_row(work, SQL_TRANSACTION_KEPT_APART, ARGS(ARG_TEXT("mac", mac)), &row);
	}
	*kept = row == NULL || strcmp(row_text(row, "state"), "open") == 0;
	return status;
}

static enum status
write_apart(struct load *load)
{
	struct batch *batch = load->batch;
	int64_t count = 0;
	int64_t id = 0;
	for (size_t i = 0; i < batch->count; i++) {
		count += batch->entries[i].apart;
	}
	enum status status =
	    count > 0 ? work_new_ids(load->work, "transaction_fault", count, &id) : STATUS_OK;
	for (size_t i = 0; i < batch->count && status == STATUS_OK; i++) {
		struct entry *entry = &batch->entries[i];
		bool kept = false;
		if (!entry->apart) {
			continue;
		}
		status = keep_apart(load, entry, id++, &kept);
		batch->apart += kept;
		batch->settled += !kept;
		entry->known = !kept;
	}
	return status;
}

static enum status
apply(struct work *work, const void *args)
{
	(void)args;
	struct batch *batch = work->load;
	struct load *load = arena_alloc(work->arena, sizeof *load);
	*load = (struct load){ .work = work, .batch = batch };
	batch->added = batch->known = batch->apart = batch->settled = 0;
	enum status status = write_rows(load);
	if (status == STATUS_OK) {
		status = write_sums(load);
	}
	if (status == STATUS_OK) {
		status = write_apart(load);
	}
	if (status == STATUS_OK) {
		status =
		    work_run(work, SQL_TRANSACTION_ADVANCE,
			     ARGS(ARG_INT("import", batch->import), ARG_INT("added", batch->added),
				  ARG_INT("done", batch->done)));
	}
	work_say(work, "outcome.transactions_loaded",
		 ARGS(ARG_INT("import", batch->import), ARG_INT("added", batch->added),
		      ARG_INT("known", batch->known), ARG_INT("apart", batch->apart)));
	return status;
}

const struct command transaction_load = {
	.name = "transaction.load",
	.flags = COMMAND_INTERNAL | COMMAND_PART,
	.apply = apply,
};
