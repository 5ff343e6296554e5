/* The form of a command, driven by keys: tabs, fields asked by choice, lists, small records, a
 * copy. */
#include "fixture.h"

#include "pressed.h"

#include <stdlib.h>
#include <string.h>

/* --- a command that nobody else has --- */

struct thing {
	const char *kind, *plate;
	struct amount weight;
	struct list fuels, limits;
	const char *code, *pin, *note;
};

struct bound {
	const char *product;
	struct amount most;
	const char *breach;
	struct amount warn;
};

static const char *const kinds[] = { "fleet", "unit", NULL };
static const char *const fuels[] = { "diesel", "petrol95", "petrol98", "adblue", NULL };
static const char *const codes[] = { "chosen", "none", NULL };
static const char *const breaches[] = { "block", "notify", NULL };

static const struct param bound_params[] = {
	{ PARAM_CHOICE(bound, product), .choices = fuels, .flags = PARAM_MANDATORY },
	{ PARAM_INT(bound, most), .flags = PARAM_MANDATORY },
	{ PARAM_CHOICE(bound, breach), .choices = breaches, .flags = PARAM_MANDATORY },
	{ PARAM_INT(bound, warn), .only = "breach=notify" },
	{ .name = NULL },
};

static const struct command bound_command = {
	.name = "test.bound",
	.right = "cards",
	PARAMS(bound, bound_params),
};

/* "diesel:300:block" */
static const struct input *
bound_read(struct arena *arena, const char *text, struct error *error)
{
	static const char *const names[] = { "product", "most", "breach", "warn", NULL };
	struct input *fields = arena_array(arena, 5, sizeof *fields);

	for (size_t i = 0; names[i] != NULL && *text != '\0'; i++) {
		const size_t size = strcspn(text, ":");

		fields[i] =
		    (struct input){ .name = names[i], .text = arena_copy_bytes(arena, text, size) };
		text += size + (text[size] != '\0');
	}
	if (fields[1].text != NULL && strcmp(fields[1].text, "0") == 0) {
		error_set(error, STATUS_REFUSED, "most", "error.mandatory", NULL);
		return NULL;
	}
	return fields;
}

static const char *
bound_write(struct arena *arena, const struct input *fields)
{
	struct builder text = { .arena = arena };

	for (; fields->name != NULL; fields++)
		builder_format(&text, "%s%s", text.size > 0 ? ":" : "", fields->text);
	return builder_text(&text);
}

static const struct item bound_item = {
	.command = &bound_command,
	.read = bound_read,
	.write = bound_write,
};

static const struct param thing_params[] = {
	{ PARAM_CHOICE(thing, kind), .choices = kinds, .flags = PARAM_MANDATORY, .tab = "general" },
	{ PARAM_TEXT(thing, plate), .flags = PARAM_MANDATORY | PARAM_UPPER, .only = "kind=fleet" },
	{ PARAM_INT(thing, weight), .only = "kind=unit" },
	{ PARAM_LIST(thing, fuels), .choices = fuels, .vocabulary = "goods",
	  .flags = PARAM_MANDATORY, .only = "kind=fleet", .tab = "products" },
	{ PARAM_LIST(thing, limits), .item = &bound_item, .tab = "limits" },
	{ PARAM_CHOICE(thing, code), .choices = codes, .flags = PARAM_MANDATORY,
	  .only = "kind=fleet", .tab = "code" },
	{ PARAM_TEXT(thing, pin), .flags = PARAM_MANDATORY | PARAM_SECRET, .only = "code=chosen" },
	/* Back on the first tab. */
	{ PARAM_TEXT(thing, note), .tab = "general" },
	{ .name = NULL },
};

static const char *const afresh[] = { "plate", "pin", NULL };
static struct thing done;
static int times;

static enum status
apply(struct work *work, const void *args)
{
	(void)work;
	done = *(const struct thing *)args;
	times++;
	return STATUS_OK;
}

static const struct command thing_command = {
	.name = "test.thing",
	.right = "cards",
	PARAMS(thing, thing_params),
	.afresh = afresh,
	.apply = apply,
};

/* --- keys --- */

static int
open_form(void **state)
{
	times = 0;
	return pressed_open(state, &thing_command);
}

static const char *
focus(void)
{
	return sheet_focus(&pressed_form->sheet)->param->name;
}

/* What would be executed; NULL: not given at all. */
static const char *
sent(const char *name)
{
	for (const struct input *input =
		 form_input(pressed_form, &pressed_form->runs[0], pressed_app.scratch);
	     input->name != NULL; input++) {
		if (strcmp(input->name, name) == 0)
			return input->text;
	}
	return NULL;
}

/* --- fields asked by choice --- */

static void
fields_come_and_go_with_the_choice(void **state)
{
	(void)state;
	assert_true(field("plate")->absent);
	assert_true(field("weight")->absent);
	assert_true(field("pin")->absent);
	type("1");
	assert_false(field("plate")->absent);
	assert_true(field("weight")->absent);
	assert_string_equal(focus(), "plate");
	go("code");
	type("1");
	assert_false(field("pin")->absent);
	assert_string_equal(focus(), "pin");
	/* With the choice goes what hangs on what it takes along. */
	go("kind");
	type("2");
	assert_true(field("plate")->absent);
	assert_true(field("code")->absent);
	assert_true(field("pin")->absent);
	assert_false(field("weight")->absent);
}

static void
what_was_typed_comes_back(void **state)
{
	(void)state;
	type("1");
	type("1abc123");
	assert_string_equal(sent("plate"), "1ABC123");
	go("kind");
	type("2");
	assert_null(sent("plate"));
	assert_string_equal(held("plate"), "1ABC123");
	go("kind");
	type("1");
	assert_string_equal(sent("plate"), "1ABC123");
	assert_null(sent("weight"));
}

/* --- tabs --- */

static void
tabs_stand_together_in_their_order(void **state)
{
	(void)state;
	assert_int_equal(pressed_form->sheet.tab_count, 4);
	assert_int_equal(field("note")->tab, 0);
	assert_int_equal(field("fuels")->tab, 1);
	assert_int_equal(field("pin")->tab, 3);
	assert_true(field("note") < field("fuels"));
}

static void
tab_goes_on_to_the_next_one(void **state)
{
	(void)state;
	type("1");
	go("note");
	press(ACTION_NEXT);
	assert_string_equal(focus(), "fuels");
	press(ACTION_PREVIOUS);
	assert_string_equal(focus(), "note");
	/* Arrows stay on it. */
	press(ACTION_DOWN);
	assert_string_equal(focus(), "note");
}

static void
pages_turn_the_tabs_that_have_fields(void **state)
{
	(void)state;
	press(ACTION_PAGE_DOWN);
	assert_string_equal(focus(), "limits");
	press(ACTION_PAGE_DOWN);
	assert_string_equal(focus(), "kind");
	type("1");
	press(ACTION_PAGE_DOWN);
	assert_string_equal(focus(), "fuels");
	press(ACTION_PAGE_UP);
	press(ACTION_PAGE_UP);
	assert_string_equal(focus(), "code");
}

/* R9 */
static void
enter_goes_to_the_tab_of_the_first_fault(void **state)
{
	(void)state;
	type("1");
	type("1ABC123");
	assert_int_equal(sheet_missing(&pressed_form->sheet), 2);
	go("note");
	press(ACTION_ACCEPT);
	assert_int_equal(times, 0);
	assert_string_equal(focus(), "fuels");
	assert_string_equal(field("fuels")->error.key, "error.mandatory");
	assert_string_equal(field("code")->error.key, "error.mandatory");
	assert_int_equal(field("pin")->error.status, STATUS_OK);
	type("diesel");
	go("code");
	type("2");
	press(ACTION_ACCEPT);
	assert_int_equal(times, 1);
	assert_null(pressed_app.top);
	assert_string_equal(done.plate, "1ABC123");
}

/* --- lists of codes --- */

static const char *
codes_of(const char *text)
{
	entry_set(field("fuels"), "");
	field_set(&field("fuels")->field, text);
	return held("fuels");
}

static void
several_are_typed_as_words_beginnings_codes_or_digits(void **state)
{
	(void)state;
	type("1");
	assert_string_equal(codes_of("diesel"), "diesel");
	assert_string_equal(codes_of("adb, Diesel"), "diesel,adblue");
	assert_string_equal(codes_of("Essence 95;AdBlue"), "petrol95,adblue");
	assert_string_equal(codes_of("Euro 98 , petrol98"), "petrol98,Euro,98");
	assert_string_equal(codes_of("die adb"), "diesel,adblue");
	assert_string_equal(codes_of("14"), "diesel,adblue");
	assert_string_equal(codes_of("1, 4, 1"), "diesel,adblue");
	assert_string_equal(codes_of(""), "");
	/* Two begin so, none is so, there is no fifth. */
	assert_string_equal(codes_of("ess"), "ess");
	assert_string_equal(codes_of("die,hydrogen"), "diesel,hydrogen");
	assert_string_equal(codes_of("5"), "5");
}

static void
several_show_words_once_left_and_name_what_is_unknown(void **state)
{
	(void)state;
	type("1");
	go("fuels");
	type("adb,die");
	press(ACTION_NEXT);
	assert_string_equal(field("fuels")->field.text, "Diesel, AdBlue");
	assert_string_equal(held("fuels"), "diesel,adblue");
	/* One more is typed behind them. */
	go("fuels");
	type("hydrogen");
	assert_int_equal(field("fuels")->error.status, STATUS_OK);
	press(ACTION_NEXT);
	assert_string_equal(field("fuels")->error.key, "error.choices");
	assert_string_equal(field("fuels")->field.text, "Diesel, AdBlue, hydrogen");
}

/* The same list from a line of a file or the command line. */
static void
lists_of_codes_take_words_and_refuse_others(void **state)
{
	struct fixture *f = *state;
	struct input input[] = { { .name = "kind", .text = "fleet" },
				 { .name = "plate", .text = "1ABC123" },
				 { .name = "fuels", .text = "AdBlue, benzine 95;adblue" },
				 { .name = "code", .text = "none" },
				 { .name = NULL } };
	struct outcome outcome;

	assert_int_equal(execute(f->clerk, &thing_command, input, NULL, RUN, f->arena, &outcome),
			 STATUS_OK);
	assert_int_equal(done.fuels.count, 2);
	assert_string_equal(done.fuels.items[0], "adblue");
	assert_string_equal(done.fuels.items[1], "petrol95");
	input[2].text = "diesel,hydrogen,coal";
	assert_int_equal(execute(f->clerk, &thing_command, input, NULL, RUN, f->arena, &outcome),
			 STATUS_USAGE);
	assert_string_equal(outcome.error.param, "fuels");
	assert_string_equal(error_text(f->arena, lang_get("en"), &outcome.error),
			    "Unknown: hydrogen, coal. One of: diesel, petrol95, petrol98, adblue.");
	input[2].text = " , ;";
	assert_int_equal(execute(f->clerk, &thing_command, input, NULL, RUN, f->arena, &outcome),
			 STATUS_USAGE);
	assert_string_equal(outcome.error.key, "error.mandatory");
}

/* --- small records --- */

static void
small_records_are_added_changed_and_removed(void **state)
{
	struct pane *whole = pressed_app.top;

	(void)state;
	go("limits");
	type("c");
	assert_ptr_not_equal(pressed_app.top, whole);
	type("1");
	press(ACTION_ACCEPT); /* no value yet: it stays */
	assert_ptr_not_equal(pressed_app.top, whole);
	type("300");
	press(ACTION_NEXT);
	type("1");
	press(ACTION_ACCEPT);
	assert_ptr_equal(pressed_app.top, whole);
	assert_string_equal(sent("limits"), "diesel:300:block");
	press(ACTION_CREATE);
	type("4");
	type("50");
	press(ACTION_NEXT);
	type("2");
	type("80");
	press(ACTION_ACCEPT);
	assert_string_equal(sent("limits"), "diesel:300:block,adblue:50:notify:80");
	/* The first one is opened, and left as it was. */
	press(ACTION_UP);
	press(ACTION_UP);
	press(ACTION_ACCEPT);
	assert_ptr_not_equal(pressed_app.top, whole);
	press(ACTION_BACK);
	assert_string_equal(sent("limits"), "diesel:300:block,adblue:50:notify:80");
	/* What its reader refuses stays in its form. */
	press(ACTION_ACCEPT);
	press(ACTION_NEXT);
	press(ACTION_ERASE_LINE);
	type("0");
	press(ACTION_ACCEPT);
	assert_ptr_not_equal(pressed_app.top, whole);
	press(ACTION_ERASE_LINE);
	type("7");
	press(ACTION_ACCEPT);
	assert_string_equal(sent("limits"), "diesel:7:block,adblue:50:notify:80");
	press(ACTION_UP);
	press(ACTION_ERASE_RIGHT);
	assert_string_equal(sent("limits"), "diesel:7:block");
	/* On the last line, which adds, Enter is for the form. */
	assert_int_equal(field("limits")->row, 1);
	press(ACTION_ACCEPT);
	assert_string_equal(focus(), "kind");
}

/* --- CARD-06 --- */

static void
a_copy_keeps_all_but_what_is_to_be_typed_anew(void **state)
{
	char first[REQUEST_SIZE];

	(void)state;
	type("1");
	type("1ABC123");
	go("fuels");
	type("1");
	go("code");
	type("1");
	type("4321");
	memcpy(first, pressed_form->runs[0].request, sizeof first);
	press(ACTION_CREATE);
	assert_int_equal(times, 1);
	assert_non_null(pressed_app.top);
	assert_string_equal(focus(), "plate");
	assert_string_equal(held("plate"), "");
	assert_string_equal(held("pin"), "");
	assert_string_equal(held("fuels"), "diesel");
	assert_string_equal(held("code"), "chosen");
	assert_string_not_equal(first, pressed_form->runs[0].request);
	assert_false(sheet_touched(&pressed_form->sheet));
	/* Enter makes the last one. */
	type("2DEF456");
	go("pin");
	type("8765");
	press(ACTION_ACCEPT);
	assert_int_equal(times, 2);
	assert_null(pressed_app.top);
	assert_string_equal(done.plate, "2DEF456");
	assert_string_equal(done.fuels.items[0], "diesel");
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_form, pressed_close)
	const struct CMUnitTest tests[] = {
		TEST(fields_come_and_go_with_the_choice),
		TEST(what_was_typed_comes_back),
		TEST(tabs_stand_together_in_their_order),
		TEST(tab_goes_on_to_the_next_one),
		TEST(pages_turn_the_tabs_that_have_fields),
		TEST(enter_goes_to_the_tab_of_the_first_fault),
		TEST(several_are_typed_as_words_beginnings_codes_or_digits),
		TEST(several_show_words_once_left_and_name_what_is_unknown),
		TEST(lists_of_codes_take_words_and_refuse_others),
		TEST(small_records_are_added_changed_and_removed),
		TEST(a_copy_keeps_all_but_what_is_to_be_typed_anew),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
