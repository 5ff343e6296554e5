/* The users of a demo store: the issuer's people, and those of its first customers, one in each
 * state. */
#include "demo.h"

#include <guichet/secret.h>
#include <guichet/store.h>
#include <string.h>

#define DEMO_PASSWORD "Guichet-2026!"

enum { EVERYBODY = -1, FIRST, SECOND, NEWCOMER = DEMO_NEWCOMER, BOTH, CUSTOMERS_MOST_OF = 3 };

struct demo_user {
	const char *login, *last_name, *first_name, *email, *phone, *profile, *language;
	int customers; /* which */
	const char *state;
	int64_t ends; /* days from today; 0: never */
};

static const struct demo_user users[] = {
	{ "admin", "LAMBERT", "SOPHIE", "admin@guichet.example", "0470000001", "administrator",
	  "fr", EVERYBODY, NULL, 0 },
	{ "supervisor", "PEETERS", "KAREL", "supervisor@guichet.example", "0470000002",
	  "supervisor", "fr", EVERYBODY, NULL, 0 },
	{ "clerk", "MARTIN", "CHLOÉ", "clerk@guichet.example", "0470000003", "clerk", "fr",
	  EVERYBODY, NULL, 0 },
	{ "agent", "LEROY", "MARIE", "agent@guichet.example", "0470000004", "call-agent", "fr",
	  EVERYBODY, NULL, 0 },
	{ "manager", "DUPONT", "ÉRIC", "manager@leroy-transport-sa.example", "0470000005",
	  "fleet-manager", "fr", FIRST, NULL, 0 },
	{ "reader", "RENARD", "ANNE", "anne.renard@leroy-transport-sa.example", "0470000006",
	  "reader", "fr", FIRST, NULL, 0 },
	{ "interim", "NOËL", "LÉA", "lea.noel@leroy-transport-sa.example", "0470000007",
	  "fleet-manager", "fr", FIRST, NULL, -12 },
	{ "ancien", "PETIT", "HUGO", "hugo.petit@leroy-transport-sa.example", "0470000008",
	  "reader", "fr", FIRST, "disabled", 0 },
	{ "wagenpark", "DE SMET", "INGE", "inge.desmet@wagenpark.example", "0470000009",
	  "fleet-manager", "nl", SECOND, NULL, 0 },
	{ "nieuw", "VOS", "TOM", "tom.vos@wagenpark.example", "0470000010", "reader", "nl", SECOND,
	  "invited", 0 },
	{ "multipass", "WEBER", "NINA", "nina.weber@fleet-office.example", "0470000011",
	  "fleet-manager", "en", BOTH, NULL, 90 },
	{ "premier", "MOREL", "PAUL", "paul.morel@premier.example", "0470000012", "fleet-manager",
	  "fr", NEWCOMER, NULL, 0 },
};

/* Which numbers are his; none when the store has no such customer. */
static struct list
customers_of(const struct demo_user *user, const char *const *numbers, size_t count)
{
	size_t from = user->customers == BOTH ? FIRST : (size_t)user->customers;
	size_t wanted = user->customers == BOTH ? 2 : 1;
	if (user->customers == EVERYBODY || from + wanted > count) {
		return (struct list){ .count = 0 };
	}
	return (struct list){ numbers + from, wanted };
}

static enum status
make(struct demo *demo, const struct demo_user *user, const struct list *customers,
     const char *hash)
{
	bool staff = user->customers == EVERYBODY;
	struct new_account account = {
		.login = user->login,
		.last_name = user->last_name,
		.first_name = user->first_name,
		.email = user->email,
		.phone = user->phone,
		.profile = user->profile,
		.language = user->language,
		.kind = staff ? "staff" : "customer",
		.all_customers = staff,
		.customers = *customers,
		.state = user->state,
		.valid_until = user->ends != 0 ? demo_day(demo, demo->today + user->ends) : NULL,
		.hash = user->state != NULL && strcmp(user->state, "invited") == 0 ? NULL : hash,
	};
	int64_t id = 0;
	return account_insert(demo->work, &account, &id);
}

enum status
demo_users(struct demo *demo)
{
	struct work *work = demo->work;
	const struct row *row = NULL;
	const char *numbers[CUSTOMERS_MOST_OF];
	const char *hash = NULL;
	size_t count = 0;
	struct error error = { .status = STATUS_OK };
	enum status status = password_hash(work->arena, DEMO_PASSWORD,
					   store_hash_lock(work->session->store), &hash, &error);
	if (status != STATUS_OK) {
		return work_fail(work, &error);
	}
	status = work_rows(work, SQL_DEMO_FIRST_CUSTOMERS, ARGS(ARG_INT("most", CUSTOMERS_MOST_OF)),
			   &row);
	for (; status == STATUS_OK && row != NULL; row = row->next) {
		numbers[count++] = row_text(row, "number");
	}
	for (size_t i = 0; i < sizeof users / sizeof users[0] && status == STATUS_OK; i++) {
		const struct list customers = customers_of(&users[i], numbers, count);
		if (users[i].customers == EVERYBODY || customers.count > 0) {
			status = make(demo, &users[i], &customers, hash);
		}
	}
	return status;
}
