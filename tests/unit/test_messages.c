/* MSG-01: what is sent to people names only what the program gives, and what it must; a text of the
 * host's is held to the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/help.h>
#include <guichet/lang.h>
#include <guichet/messages.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct told {
	struct arena *arena;
	struct builder words;
};

static int
set_up(void **state)
{
	struct told *told = calloc(1, sizeof *told);
	assert_non_null(told);
	told->arena = told->words.arena = arena_new();
	*state = told;
	return 0;
}

static int
tear_down(void **state)
{
	struct told *told = *state;
	assert_true(lang_load("", NULL, NULL));
	arena_free(&told->arena);
	free(told);
	return 0;
}

/* "fr.cfg:2 fault.text_place aircode" */
static void
tell(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct told *told = context;
	const char *base = strrchr(file, '/');
	builder_format(&told->words, "%s:%d %s", base != NULL ? base + 1 : file, line, key);
	for (; args->name != NULL; args++)
		builder_format(&told->words, " %s", value_raw(told->arena, &args->value));
	builder_add(&told->words, "\n");
}

/* The texts of a host, in French. */
static bool
host_says(struct told *told, const char *texts)
{
	char folder[] = "/tmp/guichet-messages-XXXXXX";
	assert_non_null(mkdtemp(folder));
	const char *path = arena_format(told->arena, "%s/fr.cfg", folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(texts, file) >= 0);
	assert_int_equal(fclose(file), 0);
	const bool good = lang_load(folder, tell, told);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	return good;
}

static const struct message_kind *
kind_named(struct told *told, const char *name)
{
	const struct message_kind *kind = message_kinds(told->arena);
	while (kind->name != NULL && strcmp(kind->name, name) != 0)
		kind++;
	assert_non_null(kind->name);
	return kind;
}

static void
ours_are_without_fault(void **state)
{
	struct told *told = *state;
	messages_check(tell, told);
	assert_string_equal(builder_text(&told->words), "");
}

/* Each as many texts in each language, in the same order, without a gap, and read whole in any
 * other. */
static void
each_is_shown_with_samples(void **state)
{
	struct told *told = *state;
	const struct help_topic *french =
	    message_topics(told->arena, lang_get("fr"), lang_get("fr"));
	for (const char *const *code = lang_codes; *code != NULL; code++) {
		const struct help_topic *topics =
		    message_topics(told->arena, lang_get("en"), lang_get(*code));
		size_t i = 0;
		for (; topics[i].name != NULL; i++) {
			assert_string_equal(topics[i].name, french[i].name);
			assert_null(strchr(topics[i].text, '{'));
			assert_null(strstr(topics[i].text, "texts.sample"));
		}
		assert_true(i > 40);
		assert_null(french[i].name);
	}
}

static void
a_sample_reads_as_its_reader_finds_it(void **state)
{
	struct told *told = *state;
	const struct message_kind *notice = kind_named(told, "renewal-notice");
	const char *text = message_sample(told->arena, lang_get("nl"), notice, "email", "body");
	assert_non_null(strstr(text, "31/12/2026"));
	assert_non_null(strstr(text, "\n  1-ABC-123, DUPONT ÉRIC  (kaart …67890123)\n"));
	assert_null(message_sample(told->arena, lang_get("nl"), notice, "sms", "body"));
}

static void
a_host_may_name_what_the_kind_has(void **state)
{
	struct told *told = *state;
	/* {customer} is in no SMS of ours of that kind. */
	assert_true(host_says(told, "message = { card-blocked = { sms = {\n"
				    " body = \"{customer}: {card} {reference}\"; }; }; };\n"));
	messages_check(tell, told);
	assert_string_equal(builder_text(&told->words), "");
	assert_string_equal(message_sample(told->arena, lang_get("fr"),
					   kind_named(told, "card-blocked"), "sms", "body"),
			    "TRANSPORTS MARCHAND: 67890123 B-10217");
}

static void
and_nothing_else(void **state)
{
	struct told *told = *state;
	assert_false(host_says(told, "message = { aircode = { sms = {\n"
				     " body = \"{code} pour {customer}\"; }; }; };\n"));
	assert_string_equal(builder_text(&told->words),
			    "fr.cfg:2 fault.text_place message.aircode.sms.body {customer}\n");
	/* Ours stays. */
	assert_null(strstr(lang_text(lang_get("fr"), "message.aircode.sms.body"), "{customer}"));
}

static void
what_makes_a_message_useless_is_a_fault(void **state)
{
	struct told *told = *state;
	assert_true(host_says(
	    told, "message = {\n"
		  " aircode = { sms = { body = \"Pour {label}\"; }; };\n"
		  " reset = { email = { subject = \"Mot de\\npasse\"; body = \"{code}\"; };\n"
		  "           sms = { body = \"Prêt : {code}\"; }; };\n"
		  " card-suspended = { sms = { body = \"{card} {customer} {customer} {customer} "
		  "{customer} "
		  "{customer} {customer} {customer} {customer} {customer} {customer} {customer} "
		  "{customer} "
		  "{customer} {customer} {customer} {customer}\"; }; };\n"
		  "};\n"));
	messages_check(tell, told);
	assert_string_equal(builder_text(&told->words),
			    "fr:0 fault.message_long message.card-suspended.sms.body 3 2\n"
			    "fr:0 fault.message_must message.aircode.sms.body code\n"
			    "fr:0 fault.message_sign message.reset.sms.body ê\n"
			    "fr:0 fault.message_subject message.reset.email.subject\n");
}

/* What queues a message gives all that the table promises, else it stops (src/command/queue.c). */
static void
what_is_not_given_is_named(void **state)
{
	struct told *told = *state;
	const struct arg *given =
	    ARGS(ARG_TEXT("code", "1"), ARG_TEXT("card", "2"), ARG_TEXT("label", "3"));
	assert_string_equal(message_lacks(told->arena, "aircode", given), "until");
	assert_string_equal(message_lacks(told->arena, "airkode", given), "airkode");
	given = ARGS(ARG_TEXT("code", "1"), ARG_TEXT("card", "2"), ARG_TEXT("label", "3"),
		     ARG_STAMP("until", "2026-11-21T14:41:00Z"));
	assert_null(message_lacks(told->arena, "aircode", given));
	assert_non_null(message_lacks(told->arena, "aircode", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ours_are_without_fault, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_is_shown_with_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_sample_reads_as_its_reader_finds_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_host_may_name_what_the_kind_has, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(and_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_makes_a_message_useless_is_a_fault, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_is_not_given_is_named, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
