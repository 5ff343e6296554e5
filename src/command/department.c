/* CUS-05: who answers questions. */
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/department.h>
#include <guichet/session.h>
#include <guichet/store.h>

const char *const department_codes[] = {
	"customers", "cards", "tolls", "invoices", "access", NULL
};

static const struct {
	const char *email, *phone;
} settings[] = {
	{ "contact.customers_email", "contact.customers_phone" },
	{ "contact.cards_email", "contact.cards_phone" },
	{ "contact.tolls_email", "contact.tolls_phone" },
	{ "contact.invoices_email", "contact.invoices_phone" },
	{ "contact.access_email", "contact.access_phone" },
};
enum { COUNT = sizeof settings / sizeof *settings };

const struct department *
departments(struct arena *arena, const struct session *session)
{
	struct department *list = arena_array(arena, COUNT + 1, sizeof *list);

	for (size_t i = 0; i < COUNT; i++) {
		list[i] = (struct department){
			.code = department_codes[i],
			.email = config_text(session->config, settings[i].email),
			.phone = config_text(session->config, settings[i].phone),
		};
		if (list[i].email[0] == '\0' && list[i].phone[0] == '\0' &&
		    store_is_demo(session->store))
			list[i].email = arena_format(arena, "%s@guichet.example", list[i].code);
	}
	return list;
}
