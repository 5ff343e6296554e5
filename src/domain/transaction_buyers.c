/* Whom the numbers of a file stand for. */
#include "transaction.h"

#include <stdlib.h>
#include <string.h>

static void
copy_code(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from, size - 1);
	memcpy(to, from, length);
	to[length] = '\0';
}

void
transaction_buyer(const struct row *row, struct buyer *buyer)
{
	struct civil day;
	*buyer = (struct buyer){
		.number = strtoull(row_text(row, "number"), NULL, 10),
		.card = row_int(row, "card"),
		.authorisation = row_int(row, "authorisation"),
		.customer = row_int(row, "customer"),
		.division = row_int(row, "division"),
		.vehicle = row_int(row, "vehicle"),
		.odometer = row_int(row, "odometer"),
		.rank = (int32_t)row_int(row, "rank"),
	};
	if (date_read(row_text(row, "last_used_on"), &day)) {
		buyer->last_used = (int32_t)date_days(day);
	}
	copy_code(buyer->currency, sizeof buyer->currency, row_text(row, "currency"));
	copy_code(buyer->country, sizeof buyer->country, row_text(row, "country"));
	if (buyer->authorisation != 0) {
		buyer->code = row_text(row, "code");
		buyer->credit = row_int(row, "credit");
		(void)stamp_read(row_text(row, "until_at"), &buyer->until);
		/* One that was never active has no life. */
		if (!stamp_read(row_text(row, "from_at"), &buyer->from)) {
			buyer->from = buyer->until + 1;
		}
	}
}
