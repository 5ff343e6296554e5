#include <guichet/session.h>

#include <string.h>

const char *const right_names[RIGHT_COUNT + 1] = {
	[RIGHT_CARDS] = "cards",
	[RIGHT_REQUESTS] = "requests",
	[RIGHT_RENEWAL] = "renewal",
	[RIGHT_DRIVER_CODES] = "driver-codes",
	[RIGHT_AUTHORISATIONS] = "authorisations",
	[RIGHT_INVOICES] = "invoices",
	[RIGHT_PAYMENT_CARDS] = "payment-cards",
	[RIGHT_ORDERS] = "orders",
	[RIGHT_LOADS] = "loads",
	[RIGHT_BENEFICIARIES] = "beneficiaries",
	[RIGHT_TRANSACTIONS] = "transactions",
	[RIGHT_ANOMALIES] = "anomalies",
	[RIGHT_REPORTS] = "reports",
	[RIGHT_ALERTS] = "alerts",
	[RIGHT_DIVISIONS] = "divisions",
	[RIGHT_USERS] = "users",
	[RIGHT_CUSTOMERS] = "customers",
	[RIGHT_STATIONS] = "stations",
	[RIGHT_OUTBOX] = "outbox",
	[RIGHT_AUDIT] = "audit",
	[RIGHT_SETTINGS] = "settings",
};

bool
right_by_name(const char *name, enum right *right)
{
	for (int i = 0; i < RIGHT_COUNT; i++) {
		if (strcmp(right_names[i], name) != 0)
			continue;
		*right = (enum right)i;
		return true;
	}
	return false;
}

bool
session_may(const struct session *session, const char *right)
{
	enum right bit;

	if (session->system)
		return true;
	if (session->must_enrol)
		return false;
	if (right == NULL)
		return session->account != 0;
	return right_by_name(right, &bit) && (session->rights & (1u << bit)) != 0;
}

bool
session_sees(const struct session *session, int64_t customer)
{
	size_t low = 0, high = session->customer_count;

	if (session->system || session->all_customers)
		return true;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (session->customers[middle] < customer)
			low = middle + 1;
		else
			high = middle;
	}
	return low < session->customer_count && session->customers[low] == customer;
}
