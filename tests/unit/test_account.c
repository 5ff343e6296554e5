/* USR-01: what an account is made of, refused under the field that is wrong. */
#include "fixture.h"

#include <string.h>

static enum status
create(struct fixture *f, const char *login, const char *phone)
{
	return fixture_run(f, f->system, "account.create", "login", login, "last_name", "Dubois",
			   "first_name", "Zoé", "kind", "staff", "profile", "call-agent",
			   "language", "fr", "phone", phone, "password", "Longue-Phrase-9", NULL);
}

/* USR-01: ten digits, no blank, no sign. */
static void
a_phone_has_ten_digits(void **state)
{
	struct fixture *f = *state;
	static const char *const wrong[] = { "047811223", "0478 11223", "+478112233", "O478112233",
					     NULL };
	for (const char *const *phone = wrong; *phone != NULL; phone++) {
		assert_refused(f, create(f, "zoe", *phone), "phone", "refusal.user_phone");
	}
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account WHERE login = 'zoe'"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_phone_has_ten_digits, fixture_open,
						fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
