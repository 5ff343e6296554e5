/* Secret codes (PIN): chosen or computed, sealed at rest, posted once a rank goes into production.
 * In the clear a code is in buffers of this file alone, which are wiped, and never in the arena
 * (PIN-04). */
#include "domain.h"

#include <guichet/secret.h>
#include <guichet/store.h>
#include <string.h>

enum { DRIVERS_MOST = 300 }; /* a letter */

/* A sealed value is bound to its table, column and row: moved to another it does not open. */
static enum status
open_code(struct work *work, const char *table, const char *column, int64_t row, const char *hex,
	  char out[PIN_SIZE])
{
	struct error error = { .status = STATUS_OK };
	enum status status = secret_open_hex(store_keys(work->session->store), table, column, row,
					     hex, out, PIN_SIZE, &error);
	return status == STATUS_OK ? STATUS_OK : work_fail(work, &error);
}

static enum status
seal_code(struct work *work, const char *table, const char *column, int64_t row, const char *code,
	  const char **hex)
{
	struct error error = { .status = STATUS_OK };
	enum status status = secret_seal_hex(work->arena, store_keys(work->session->store), table,
					     column, row, code, hex, &error);
	return status == STATUS_OK ? STATUS_OK : work_fail(work, &error);
}

enum status
pin_check(struct work *work, const char *param, const char *pin, const char *plate)
{
	if (strlen(pin) != PIN_DIGITS || strspn(pin, "0123456789") != PIN_DIGITS) {
		return work_refuse(work, param, "refusal.pin_digits",
				   ARGS(ARG_INT("digits", PIN_DIGITS)));
	}
	const char *weak = pin_weakness(pin, plate);
	return weak == NULL ? STATUS_OK : work_refuse(work, param, weak, NULL);
}

/* ---- the codes of a rank ---- */

static enum status
seal_rank(struct work *work, int64_t rank, const char *code)
{
	const char *hex = NULL;
	enum status status = seal_code(work, "rank", "pin_sealed", rank, code, &hex);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PIN_SEAL,
				  ARGS(ARG_INT("rank", rank), ARG_TEXT("sealed", hex)));
	}
	return status;
}

enum status
pin_seal_chosen(struct work *work, int64_t rank, const char *pin)
{
	return seal_rank(work, rank, pin);
}

enum status
pin_forget(struct work *work, int64_t rank)
{
	return work_run(work, SQL_PIN_SEAL, ARGS(ARG_INT("rank", rank), ARG_NULL("sealed")));
}

enum status
pin_seal_demo(struct work *work, int64_t rank, const char **hex)
{
	char code[PIN_SIZE];
	pin_compute(code, NULL);
	enum status status = seal_code(work, "rank", "pin_sealed", rank, code, hex);
	secret_wipe(code, sizeof code);
	return status;
}

/* A faulty card's duplicate and a renewal keep the code (BLK-03, REN-05); an imported card may have
 * had none here to keep. */
static enum status
keep_code(struct work *work, const struct row *facts)
{
	char code[PIN_SIZE];
	enum status status = open_code(work, "rank", "pin_sealed", row_int(facts, "before_id"),
				       row_text(facts, "before_sealed"), code);
	if (status == STATUS_OK) {
		status = seal_rank(work, row_int(facts, "id"), code);
	}
	secret_wipe(code, sizeof code);
	return status;
}

static enum status
compute_code(struct work *work, const struct row *facts)
{
	char code[PIN_SIZE];
	pin_compute(code, row_text_or_null(facts, "plate"));
	enum status status = seal_rank(work, row_int(facts, "id"), code);
	secret_wipe(code, sizeof code);
	return status;
}

/* ---- the letters ---- */

enum status
customer_address(struct work *work, int64_t customer, const char *kind, const char **lines)
{
	const struct row *address = NULL;
	enum status status =
	    work_row(work, SQL_PIN_ADDRESS,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("kind", kind)), &address);
	*lines = NULL;
	if (status != STATUS_OK || address == NULL || !row_known(address, "street")) {
		return status;
	}
	const char *attention = row_text(address, "attention");
	*lines = arena_format(work->arena, "%s\n%s%s%s\n%s %s\n%s", row_text(address, "name"),
			      attention, attention[0] == '\0' ? "" : "\n",
			      row_text(address, "street"), row_text(address, "postcode"),
			      row_text(address, "town"), row_text(address, "country"));
	return STATUS_OK;
}

const char *
address_line(struct work *work, const char *lines)
{
	char *line = arena_alloc(work->arena, strlen(lines) * 2 + 1);
	for (char *to = line; *lines != '\0'; lines++) {
		*to++ = *lines == '\n' ? ',' : *lines;
		if (*lines == '\n') {
			*to++ = ' ';
		}
	}
	return line;
}

enum status
pin_post(struct work *work, const struct row *facts, const char **address)
{
	int64_t customer = row_int(facts, "customer_id");
	enum status status = customer_address(work, customer, "codes", address);
	if (status != STATUS_OK || *address == NULL) {
		return status;
	}
	const struct letter letter = {
		.kind = "pin-letter",
		.channel = "letter",
		.to = *address,
		.language = row_text(facts, "language"),
		.customer = customer,
		.card = row_int(facts, "card_id"),
		.args =
		    ARGS(ARG_TEXT("card", card_tail(work->arena, row_text(facts, "card_number"))),
			 ARG_TEXT("label", row_text(facts, "embossed")),
			 ARG_INT("rank", row_int(facts, "number"))),
		.sealed_kind = "pin",
		.sealed_id = row_int(facts, "id"),
	};
	status = work_queue(work, &letter, NULL);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PIN_SENT, ARGS(ARG_INT("rank", row_int(facts, "id"))));
	}
	return status;
}

/* Produced all the same: the code is kept, and card.reissue-pin sends it once there is an address.
 */
static void
say_posted(struct work *work, const struct row *facts, const char *address)
{
	const char *card = row_text(facts, "embossed");
	if (address == NULL) {
		work_warn(work, "outcome.pin_no_address", ARGS(ARG_TEXT("card", card)));
	} else {
		work_say(
		    work, "outcome.pin_posted",
		    ARGS(ARG_TEXT("card", card), ARG_TEXT("address", address_line(work, address))));
	}
}

/* PIN-01: the issuer's 4 digits of a customer, made once for all his personalised codes; no version
 * moves, since no screen shows them. */
static enum status
make_customer_code(struct work *work, int64_t customer)
{
	char code[PIN_SIZE];
	const char *hex = NULL;
	pin_compute(code, NULL);
	enum status status = seal_code(work, "customer", "code_sealed", customer, code, &hex);
	secret_wipe(code, sizeof code);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_PIN_SEAL_CUSTOMER,
				  ARGS(ARG_INT("customer", customer), ARG_TEXT("sealed", hex)));
	}
	return status;
}

/* One letter, for so many drivers as its pages take. */
static enum status
post_drivers(struct work *work, const struct row *facts, const char *address,
	     const int64_t *drivers, size_t count)
{
	int64_t id = 0;
	const struct letter letter = {
		.kind = "driver-codes",
		.channel = "letter",
		.to = address,
		.language = row_text(facts, "language"),
		.customer = row_int(facts, "customer_id"),
		.card = row_int(facts, "id"),
		.args =
		    ARGS(ARG_TEXT("card", card_tail(work->arena, row_text(facts, "card_number"))),
			 ARG_TEXT("customer", row_text(facts, "customer_name"))),
		.sealed_kind = "driver_codes",
		.sealed_id = row_int(facts, "id"),
		.id = &id,
	};
	enum status status = work_queue(work, &letter, NULL);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		status = work_run(work, SQL_PIN_LETTER_DRIVER,
				  ARGS(ARG_INT("letter", id), ARG_INT("driver", drivers[i])));
	}
	return status;
}

enum status
pin_post_drivers(struct work *work, int64_t card, const int64_t *drivers, size_t count,
		 const char **address)
{
	const struct row *facts = NULL;
	size_t done = 0;
	*address = NULL;
	enum status status = work_row(work, SQL_PIN_OF_CARD, ARGS(ARG_INT("card", card)), &facts);
	if (status == STATUS_OK && facts == NULL) {
		return work_refuse(work, "card", "refusal.card_gone", NULL);
	}
	if (status == STATUS_OK && !row_known(facts, "code_sealed")) {
		status = make_customer_code(work, row_int(facts, "customer_id"));
	}
	if (status == STATUS_OK) {
		status = customer_address(work, row_int(facts, "customer_id"), "codes", address);
	}
	if (status != STATUS_OK || *address == NULL) {
		return status;
	}
	do { /* a customer without drivers still gets his 4 digits */
		size_t some = count - done < DRIVERS_MOST ? count - done : DRIVERS_MOST;
		status = post_drivers(work, facts, *address, drivers + done, some);
		done += some;
	} while (status == STATUS_OK && done < count);
	return status;
}

/* The first card with personalised codes brings the customer the codes of all his drivers. */
static enum status
produce_drivers(struct work *work, const struct row *facts)
{
	const struct row *driver = NULL;
	if (row_known(facts, "code_sealed")) {
		return STATUS_OK;
	}
	enum status status =
	    work_rows(work, SQL_PIN_DRIVERS,
		      ARGS(ARG_INT("customer", row_int(facts, "customer_id"))), &driver);
	size_t count = 0;
	for (const struct row *at = driver; at != NULL; at = at->next) {
		count++;
	}
	int64_t *drivers = arena_array(work->arena, count + 1, sizeof *drivers);
	for (size_t i = 0; driver != NULL; driver = driver->next) {
		drivers[i++] = row_int(driver, "id");
	}
	const char *address = NULL;
	if (status == STATUS_OK) {
		status =
		    pin_post_drivers(work, row_int(facts, "card_id"), drivers, count, &address);
	}
	if (status == STATUS_OK) {
		say_posted(work, facts, address);
	}
	return status;
}

enum status
pin_produce(struct work *work, int64_t rank)
{
	const struct row *facts = NULL;
	enum status status = work_row(work, SQL_PIN_OF_RANK, ARGS(ARG_INT("rank", rank)), &facts);
	if (status != STATUS_OK || facts == NULL) {
		return status;
	}
	const char *kind = row_text(facts, "code_kind");
	if (strcmp(kind, "none") == 0 || row_known(facts, "pin_sent_at")) {
		return STATUS_OK;
	}
	if (strcmp(kind, "driver") == 0) {
		return produce_drivers(work, facts);
	}
	if (!row_known(facts, "pin_sealed")) {
		bool keeps = row_int(facts, "new_pin") == 0 && row_known(facts, "before_sealed");
		status = keeps ? keep_code(work, facts) : compute_code(work, facts);
	}
	const char *address = NULL;
	if (status == STATUS_OK) {
		status = pin_post(work, facts, &address);
	}
	if (status == STATUS_OK) {
		say_posted(work, facts, address);
	}
	return status;
}
