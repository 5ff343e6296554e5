/* Payment cards of a customer (PAY-01 to PAY-04): the number is sealed as soon as it is judged, and
 * shown nowhere but by its first six and last four digits; no verification code is taken. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEAD = 6,
	TAIL = 4,
	ISSUER = 8,      /* digits that tell who issues it (ISO/IEC 7812) */
	YEARS_MOST = 20, /* no card is issued for longer */
	MASKED_SIZE = 32,
};

/* ---- payment-card.add ---- */

struct payment_card_add {
	struct record customer;
	const char *name, *number;
	struct amount month, year;
};

/* "Carte : VISA", as soon as the first digits tell. */
static const char *
brand_beside(struct arena *arena, const struct lang *lang, const char *typed)
{
	char digits[7];
	size_t count = 0;
	for (; *typed != '\0' && count < sizeof digits - 1; typed++) {
		if (*typed >= '0' && *typed <= '9') {
			digits[count++] = *typed;
		}
	}
	digits[count] = '\0';
	const char *brand = payment_brand(digits);
	secret_wipe(digits, sizeof digits);
	if (brand[0] == '\0') {
		return NULL;
	}
	return lang_format(arena, lang, "form.payment_brand",
			   ARGS(ARG_CHOICE("brand", "payment_brand", brand)));
}

static const struct param add_params[] = {
	{ PARAM_ID(payment_card_add, customer), .record = &customer_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_TEXT(payment_card_add, name), .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 40 },
	{ PARAM_TEXT(payment_card_add, number),
	  .flags = PARAM_MANDATORY | PARAM_SECRET | PARAM_GROUPED, .most = 23,
	  .beside = brand_beside },
	{ PARAM_INT(payment_card_add, month), .flags = PARAM_MANDATORY },
	{ PARAM_INT(payment_card_add, year), .flags = PARAM_MANDATORY },
	{ .name = NULL },
};

/* What check has found, for apply. */
struct judged {
	const char *brand;
	char digits[PAYMENT_NUMBER_SIZE];
	char mac[SECRET_MAC_HEX];
	char expires_on[DATE_SIZE];
};

static void
mask(const char *first, const char *last, char out[MASKED_SIZE])
{
	snprintf(out, MASKED_SIZE, "%.4s %.2s•• •••• %s", first, first + 4, last);
}

/* The month itself counts (PAY-03). */
static enum status
check_expiry(struct work *work, const struct payment_card_add *add, char expires_on[DATE_SIZE])
{
	struct civil today = { 0 };
	date_read(work->today, &today);
	const int64_t month = add->month.number;
	const int64_t year = add->year.number + (add->year.number < 100 ? 2000 : 0);
	if (month < 1 || month > 12) {
		return work_refuse(work, "month", "refusal.payment_month", NULL);
	}
	if (year < 2000 || year > today.year + YEARS_MOST) {
		return work_refuse(work, "year", "refusal.payment_year",
				   ARGS(ARG_INT("most", today.year + YEARS_MOST)));
	}
	const struct civil first = { .year = (int)year, .month = (int)month, .day = 1 };
	date_write(date_end_of_month(first), expires_on);
	if (strcmp(expires_on, work->today) < 0) {
		return work_refuse(work, year < today.year ? "year" : "month",
				   "refusal.payment_expired", ARGS(ARG_MONTH("on", expires_on)));
	}
	return STATUS_OK;
}

static enum status
refuse_number(struct work *work, enum payment_fault fault, const char *brand)
{
	static const char *const keys[] = {
		[PAYMENT_LETTERS] = "refusal.payment_letters",
		[PAYMENT_SHORT] = "refusal.payment_short",
		[PAYMENT_LONG] = "refusal.payment_long",
		[PAYMENT_CODE] = "refusal.payment_code",
		[PAYMENT_BRAND] = "refusal.payment_brand",
		[PAYMENT_CHECK_DIGIT] = "refusal.payment_check_digit",
	};
	const bool unknown = brand[0] == '\0' || strcmp(brand, "other") == 0;
	const char *key = fault == PAYMENT_BRAND && unknown ? "refusal.payment_other" : keys[fault];
	return work_refuse(work, "number", key,
			   ARGS(ARG_CHOICE("brand", "payment_brand", unknown ? "other" : brand)));
}

/* The range it lies in, if any: ranges do not overlap, so the last that begins before it is the
 * only one (PAY-03). */
static enum status
check_issuer(struct work *work, const char *digits)
{
	const struct row *range = NULL;
	char issuer[ISSUER + 1];
	snprintf(issuer, sizeof issuer, "%.8s", digits);
	enum status status =
	    work_row(work, SQL_PAYMENT_CARD_RANGE, ARGS(ARG_TEXT("number", issuer)), &range);
	if (status != STATUS_OK || range == NULL ||
	    strcmp(row_text(range, "kind"), "prepaid") != 0) {
		return status;
	}
	const char *last = row_text(range, "last");
	if (strncmp(digits, last, strlen(last)) > 0) {
		return STATUS_OK;
	}
	return work_refuse(work, "number", "refusal.payment_prepaid",
			   ARGS(ARG_TEXT("name", row_text(range, "name"))));
}

/* Known again without being read; within a customer, so that the same card of two tells neither of
 * the other. */
static void
number_mac(const struct work *work, int64_t customer, const char *digits, char out[SECRET_MAC_HEX])
{
	char owner[24];
	snprintf(owner, sizeof owner, "%" PRId64, customer);
	const struct mac_part parts[] = { { owner, strlen(owner) }, { digits, strlen(digits) } };
	secret_mac_parts(store_keys(work->session->store), "payment-card", parts, 2, out);
}

static enum status
check_new(struct work *work, const struct payment_card_add *add, struct judged *judged)
{
	const struct row *same = NULL;
	number_mac(work, add->customer.id, judged->digits, judged->mac);
	enum status status = work_row(
	    work, SQL_PAYMENT_CARD_SAME,
	    ARGS(ARG_INT("customer", add->customer.id), ARG_TEXT("mac", judged->mac)), &same);
	if (status == STATUS_OK && same != NULL) {
		return work_refuse(work, "number", "refusal.payment_same",
				   ARGS(ARG_TEXT("name", row_text(same, "name"))));
	}
	return status;
}

static enum status
check_add(struct work *work, const struct payment_card_add *add, struct judged *judged)
{
	const enum payment_fault fault =
	    payment_number_read(add->number, judged->digits, &judged->brand);
	enum status status = fault == PAYMENT_RIGHT ? check_issuer(work, judged->digits)
						    : refuse_number(work, fault, judged->brand);
	if (status == STATUS_OK) {
		status = check_expiry(work, add, judged->expires_on);
	}
	if (status == STATUS_OK && strpbrk(add->name, "0123456789") != NULL) {
		status = work_refuse(work, "name", "refusal.payment_name", NULL);
	}
	if (status == STATUS_OK && text_fold(work->arena, add->name)[0] == '\0') {
		status = work_refuse(work, "name", "refusal.name_without_letter", NULL);
	}
	if (status == STATUS_OK) {
		status = check_new(work, add, judged);
	}
	return status;
}

static enum status
add_check(struct work *work, const void *args)
{
	struct judged judged = { .brand = "" };
	enum status status = check_add(work, args, &judged);
	secret_wipe(&judged, sizeof judged);
	return status;
}

static enum status
insert(struct work *work, const struct payment_card_add *add, const struct judged *judged)
{
	const char *sealed = NULL;
	char masked[MASKED_SIZE], first[HEAD + 1];
	const char *last = judged->digits + strlen(judged->digits) - TAIL;
	int64_t id = 0;
	snprintf(first, sizeof first, "%.6s", judged->digits);
	mask(first, last, masked);
	enum status status = work_new_id(work, "payment_card", &id);
	if (status == STATUS_OK) {
		status =
		    secret_seal_hex(work->arena, store_keys(work->session->store), "payment_card",
				    "number_sealed", id, judged->digits, &sealed, NULL);
	}
	if (status != STATUS_OK) {
		return status;
	}
	work_about(work, "payment-card", id, masked, add->customer.id);
	work_touches(work, "customer", add->customer.id);
	work_say(work, "outcome.payment_added",
		 ARGS(ARG_CHOICE("brand", "payment_brand", judged->brand), ARG_TEXT("card", masked),
		      ARG_TEXT("name", add->name), ARG_MONTH("on", judged->expires_on)));
	return work_run(work, SQL_PAYMENT_CARD_INSERT,
			ARGS(ARG_INT("id", id), ARG_INT("customer", add->customer.id),
			     ARG_TEXT("name", add->name),
			     ARG_TEXT("name_key", text_fold(work->arena, add->name)),
			     ARG_TEXT("sealed", sealed), ARG_TEXT("mac", judged->mac),
			     ARG_TEXT("first", first), ARG_TEXT("last", last),
			     ARG_TEXT("brand", judged->brand),
			     ARG_TEXT("expires_on", judged->expires_on)));
}

static enum status
add_apply(struct work *work, const void *args)
{
	struct judged judged = { .brand = "" };
	enum status status = check_add(work, args, &judged);
	if (status == STATUS_OK) {
		status = insert(work, args, &judged);
	}
	secret_wipe(&judged, sizeof judged);
	return status;
}

const struct command payment_card_add = {
	.name = "payment-card.add",
	.right = "payment-cards",
	.caller = CALLER_PROVEN,
	PARAMS(payment_card_add, add_params),
	.check = add_check, /* PAY-03 */
	.apply = add_apply, /* PAY-02, PAY-04 */
};

/* ---- payment-card.delete ---- */

struct payment_card_delete {
	struct record payment_card;
	struct amount version;
};

static const struct param delete_params[] = {
	{ PARAM_ID(payment_card_delete, payment_card), .record = &payment_card_reference,
	  .flags = PARAM_MANDATORY },
	{ PARAM_VERSION(payment_card_delete, version) },
	{ .name = NULL },
};

/* PAY-04: the orders table comes with the orders: their command.check refuses here, naming the open
 * order that this card secures.  Until then no order is secured by a card. */
static enum status
delete_apply(struct work *work, const void *args)
{
	const struct payment_card_delete *delete = args;
	const struct row *facts = NULL;
	const struct arg *card = ARGS(ARG_INT("id", delete->payment_card.id));
	char masked[MASKED_SIZE];
	enum status status = work_row(work, SQL_PAYMENT_CARD_FACTS, card, &facts);
	if (status != STATUS_OK || facts == NULL) {
		return status == STATUS_OK ? STATUS_CHANGED : status;
	}
	mask(row_text(facts, "first"), row_text(facts, "last"), masked);
	work_touches(work, "customer", delete->payment_card.customer);
	work_say(work, "outcome.payment_deleted",
		 ARGS(ARG_CHOICE("brand", "payment_brand", row_text(facts, "brand")),
		      ARG_TEXT("card", masked), ARG_TEXT("name", row_text(facts, "name"))));
	return work_run(work, SQL_PAYMENT_CARD_DELETE, card);
}

const struct command payment_card_delete = {
	.name = "payment-card.delete",
	.right = "payment-cards",
	.caller = CALLER_PROVEN,
	.confirm = CONFIRM_PREVIEW,
	PARAMS(payment_card_delete, delete_params),
	.apply = delete_apply, /* PAY-01 */
};
