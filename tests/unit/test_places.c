/* Words fit where they are shown, in the three languages: a label that is cut is a label nobody
 * reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

/* The places, as src/tui draws them. */
#define FORM_LABEL 25   /* beside a field, with " *" when it is mandatory */
#define RECORD_LABEL 20 /* beside a value in a record's tab */
#define SCREEN 80
#define TITLE 40 /* on the first row, beside who and when */

static int faults;

static void
check(const char *code, const char *what, const char *words, int most)
{
	int width = text_width(words);
	if (width <= most)
		return;
	print_error("%s %s: %d columns, %d at most: %s\n", code, what, width, most, words);
	faults++;
}

static void
test_labels_of_forms(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	faults = 0;
	for (const struct command *const *command = commands; *command != NULL; command++)
		for (const char *const *code = lang_codes; *code != NULL; code++) {
			const struct lang *lang = lang_get(*code);
			const struct param *param = (*command)->params;
			for (; param != NULL && param->name != NULL; param++) {
				bool mandatory = (param->flags & PARAM_MANDATORY) != 0;
				if ((param->flags & PARAM_HIDDEN) == 0)
					check(*code,
					      arena_format(arena, "%s %s", (*command)->name,
							   param->name),
					      param_label(lang, *command, param),
					      mandatory ? FORM_LABEL - 2 : FORM_LABEL);
			}
			check(*code, (*command)->name, command_title(lang, *command), TITLE);
		}
	arena_free(&arena);
	assert_int_equal(faults, 0);
}

/* "[1 words*]" each, a blank shared between two. */
static int
tabs_width(const struct lang *lang, const struct command *command, const struct input *given)
{
	struct arena *arena = arena_new();
	const char *counted[16];
	const char *tab = NULL;
	size_t count = 0;
	int width = 1;
	for (const struct param *param = command->params; param != NULL && param->name != NULL;
	     param++) {
		bool known = false;
		if (param->tab != NULL)
			tab = param->tab;
		for (size_t i = 0; i < count; i++)
			known = known || strcmp(counted[i], tab) == 0;
		if (tab == NULL || known || count == 16 || !param_applies(command, param, given))
			continue;
		counted[count++] = tab;
		width += 4 + text_width(lang_text(lang, arena_format(arena, "form.tab.%s", tab)));
	}
	arena_free(&arena);
	return width;
}

/* Whatever the product, the tabs of its form stand on one row, their marks too. */
static void
test_tabs_of_forms(void **state)
{
	(void)state;
	int tabbed = 0;
	for (const struct command *const *command = commands; *command != NULL; command++) {
		const struct param *product = param_find(*command, "product");
		const char *const none[] = { NULL, NULL };
		const char *const *choice =
		    product != NULL && product->choices != NULL ? product->choices : none;
		do {
			const struct input given[] = { { "product", *choice }, { NULL, NULL } };
			for (const char *const *code = lang_codes; *code != NULL; code++) {
				int width = tabs_width(lang_get(*code), *command, given);
				tabbed += width > 1;
				if (width > SCREEN)
					fail_msg("%s %s %s: tabs of %d columns", *code,
						 (*command)->name, *choice ? *choice : "", width);
			}
		} while (*choice != NULL && *++choice != NULL);
	}
	assert_true(tabbed > 0);
}

static void
check_record(const char *code, const struct screen *screen)
{
	const struct lang *lang = lang_get(code);
	for (size_t t = 0; t < screen->tab_count; t++)
		for (size_t i = 0; i < screen->tabs[t].field_count; i++) {
			const struct column *field = &screen->tabs[t].fields[i];
			check(code, field->field, column_label(lang, screen, field), RECORD_LABEL);
		}
}

static void
no_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context;
	(void)args;
	fail_msg("%s:%d: %s", file, line, key);
}

static void
test_labels_of_records(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct config *config = config_load(NULL, no_fault, NULL);
	const char *const *names = screen_names(arena, config);
	int records = 0;
	faults = 0;
	for (; *names != NULL; names++) {
		const struct screen *screen;
		struct error error;
		assert_int_equal(screen_load(arena, config, *names, &screen, &error), STATUS_OK);
		for (const char *const *code = lang_codes; *code != NULL; code++) {
			check(*code, *names, screen_title(lang_get(*code), screen), TITLE);
			if (screen->kind == SCREEN_RECORD)
				check_record(*code, screen);
		}
		records += screen->kind == SCREEN_RECORD;
	}
	assert_true(records > 0);
	config_free(&config);
	arena_free(&arena);
	assert_int_equal(faults, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels_of_forms),
		cmocka_unit_test(test_tabs_of_forms),
		cmocka_unit_test(test_labels_of_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
