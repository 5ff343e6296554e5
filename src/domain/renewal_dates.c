/* The days of a renewal (REN-01, REN-02, REN-04), counted from the month a card expires in. */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/date.h>

struct renewal_terms
renewal_terms(const struct config *config)
{
	return (struct renewal_terms){
		.notice_months = (int)config_int(config, "renewal.notice_months"),
		.unused_months = (int)config_int(config, "renewal.unused_months"),
		.reminder_months = (int)config_int(config, "renewal.reminder_months"),
		.cutoff_day = (int)config_int(config, "renewal.cutoff_day"),
		.ship_from = (int)config_int(config, "renewal.ship_from"),
		.ship_until = (int)config_int(config, "renewal.ship_until"),
		.years = (int)config_int(config, "renewal.years"),
	};
}

/* The last day of a month before or after that of expiry: 31 January and three before, 31 October.
 */
static struct civil
month_end(struct civil expiry, int months)
{
	expiry.day = 1;
	return date_end_of_month(date_add_months(expiry, months));
}

static struct civil
month_day(struct civil expiry, int months, int day)
{
	struct civil end = month_end(expiry, months);
	end.day = day < end.day ? day : end.day;
	return end;
}

bool
renewal_dates(const struct renewal_terms *terms, const char *expires_on,
	      struct renewal_dates *dates)
{
	struct civil expiry;
	if (!date_read(expires_on, &expiry)) {
		return false;
	}
	date_write(month_end(expiry, 0), dates->active);
	date_write(month_end(expiry, -terms->notice_months), dates->notice);
	date_write(month_end(expiry, -terms->notice_months - terms->unused_months),
		   dates->unused_since);
	date_write(month_end(expiry, -terms->reminder_months), dates->reminder);
	date_write(month_day(expiry, -1, terms->cutoff_day), dates->cutoff);
	date_write(month_day(expiry, 0, terms->ship_from), dates->ship_from);
	date_write(month_day(expiry, 0, terms->ship_until), dates->ship_until);
	date_write(month_end(expiry, terms->years * 12), dates->next_expiry);
	return true;
}
