/* CALL-02: what a caller must have shown to be, command by command, and who acts only during a
 * call. */
#include "fixture.h"

#include <stdio.h>

#include <guichet/command.h>
#include <guichet/config.h>

/* Blocking, suspending, lifting a code, airCODE and resending: two facts.  Secret codes, phones,
 * addresses, limits and authorisations: a code sent to the recorded phone. */
static void
each_command_asks_for_its_level(void **state)
{
	(void)state;
	static const struct {
		enum caller least;
		const char *command;
	} asked[] = {
		{ CALLER_ANSWERED, "card.block" },
		{ CALLER_ANSWERED, "card.suspend" },
		{ CALLER_ANSWERED, "card.lift" },
		{ CALLER_ANSWERED, "driver.block" },
		{ CALLER_ANSWERED, "driver.lift" },
		{ CALLER_ANSWERED, "driver.reissue" },
		{ CALLER_ANSWERED, "card.request-aircode" },
		{ CALLER_ANSWERED, "message.resend" },
		{ CALLER_ANSWERED, "invoice.send" },
		{ CALLER_PROVEN, "card.reissue-pin" },
		{ CALLER_PROVEN, "card.change-pin" },
		{ CALLER_PROVEN, "driver.create" },
		{ CALLER_PROVEN, "card.set-phone" },
		{ CALLER_PROVEN, "card.move-phone" },
		{ CALLER_PROVEN, "contact.set" },
		{ CALLER_PROVEN, "address.change" },
		{ CALLER_PROVEN, "delivery-point.change" },
		{ CALLER_PROVEN, "card.set-limit" },
		{ CALLER_PROVEN, "card.drop-limit" },
		{ CALLER_PROVEN, "card.set-control" },
		{ CALLER_PROVEN, "customer.set-limit" },
		{ CALLER_PROVEN, "authorisation.create" },
		{ CALLER_PROVEN, "authorisation.cancel" },
		{ CALLER_PROVEN, "authorisation.resend" },
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		const struct command *command = command_find(asked[i].command);
		assert_non_null(command);
		if (command->caller != asked[i].least)
			print_error("%s: level %d\n", asked[i].command, (int)command->caller);
		assert_int_equal(command->caller, asked[i].least);
	}
}

/* Below the level the refusal says which is needed and which there is; outside a call none is asked
 * for. */
static void
the_level_binds_during_a_call_alone(void **state)
{
	struct fixture *f = *state;
	const char *card = fixture_card("active");
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(fixture_preview(f, f->agent, "card.set-phone", "card", card, "country",
					 "BE", "phone", "0470123499", NULL),
			 STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.caller_level");
	assert_int_equal(f->outcome.error.args[0].number, CALLER_PROVEN);
	assert_int_equal(f->outcome.error.args[1].number, CALLER_ANSWERED);
	f->agent->call = 0;
	assert_int_equal(fixture_preview(f, f->agent, "card.set-phone", "card", card, "country",
					 "BE", "phone", "0470123499", NULL),
			 STATUS_OK);
}

/* With call.required a call agent acts during a call and not otherwise; nobody else is bound by it.
 */
static void
a_call_agent_may_be_bound_to_a_call(void **state)
{
	struct fixture *f = *state;
	const char *card = fixture_card("active");
	const char *path = arena_format(f->arena, "%s/call.conf", f->folder);
	const struct config *before = f->agent->config;
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("call = { required = true; };\n", file);
	fclose(file);
	struct config *config = config_load(path, NULL, NULL);
	assert_true(config_bool(config, "call.required"));

	f->agent->config = f->clerk->config = config;
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", card, "reason", "theft",
					 "duplicate", "no", NULL),
			 STATUS_DENIED);
	assert_string_equal(f->outcome.error.key, "error.call_required");
	assert_int_equal(fixture_preview(f, f->clerk, "card.block", "card", card, "reason", "theft",
					 "duplicate", "no", NULL),
			 STATUS_OK);
	f->agent->call = 1;
	f->agent->caller = CALLER_ANSWERED;
	assert_int_equal(fixture_preview(f, f->agent, "card.block", "card", card, "reason", "theft",
					 "duplicate", "no", NULL),
			 STATUS_OK);
	f->agent->config = f->clerk->config = before;
	config_free(&config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_asks_for_its_level),
		cmocka_unit_test_setup_teardown(the_level_binds_during_a_call_alone, fixture_open,
						fixture_close),
		cmocka_unit_test_setup_teardown(a_call_agent_may_be_bound_to_a_call, fixture_open,
						fixture_close),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
