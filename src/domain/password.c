/* What a password must be, by the settings, and the words of a refusal (ACC-02). */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/said.h>
#include <guichet/text.h>

size_t
password_least(const struct work *work, bool staff)
{
	const char *name = staff ? "auth.min_length_staff" : "auth.min_length_customer";
	return (size_t)config_int(work->session->config, name);
}

enum status
password_refuse(struct work *work, const char *param, unsigned faults, size_t least)
{
	struct builder criteria = { .arena = work->arena };
	for (unsigned fault = PASSWORD_SHORT; fault <= PASSWORD_HISTORY; fault <<= 1) {
		bool measured = fault == PASSWORD_SHORT;
		if ((faults & fault) != 0) {
			said_write(&criteria, password_key(fault),
				   measured ? ARGS(ARG_INT("least", (int64_t)least)) : NULL, false);
		}
	}
	return work_refuse(
	    work, param, "refusal.password",
	    ARGS({ .name = "criteria", .value = value_text(TYPE_SAID, builder_text(&criteria)) }));
}
