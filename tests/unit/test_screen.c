/* Screen files: what is compiled in has no fault, and every fault of a broken one is told at once,
 * each with its file and line. */
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct told {
	struct arena *arena;
	struct builder all; /* "cards.cfg:8 fault.screen_command\n" */
};

static void
note(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct told *told = context;
	const char *name = strrchr(file, '/');
	const char *text = lang_format(told->arena, lang_get("en"), key, args);
	/* Every place in the sentence is filled. */
	assert_null(strchr(text, '{'));
	builder_format(&told->all, "%s:%d %s\n", name ? name + 1 : file, line, key);
}

static struct told
told_new(struct fixture *f)
{
	return (struct told){ .arena = f->arena, .all = { .arena = f->arena } };
}

/* A settings file whose screens_dir is a folder with that one file. */
static struct config *
config_with(struct fixture *f, const char *name, const char *text)
{
	const char *folder = arena_format(f->arena, "%s/screens", f->folder);
	const char *settings = arena_format(f->arena, "%s/own.conf", f->folder);
	mkdir(folder, 0700);
	FILE *file = fopen(arena_format(f->arena, "%s/%s", folder, name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	file = fopen(settings, "w");
	assert_non_null(file);
	fprintf(file, "screens_dir = \"%s\";\n", folder);
	fclose(file);
	return config_load(settings, NULL, NULL);
}

static const char *
faults_of(struct fixture *f, const char *name, const char *text)
{
	struct told told = told_new(f);
	struct config *config = config_with(f, name, text);
	screens_check(f->store, config, note, &told);
	config_free(&config);
	return builder_text(&told.all);
}

static void
compiled_in_screens_are_right(void **state)
{
	struct fixture *f = *state;
	struct told told = told_new(f);
	screens_check(f->store, f->config, note, &told);
	assert_string_equal(builder_text(&told.all), "");
}

static void
every_screen_loads(void **state)
{
	struct fixture *f = *state;
	const char *const *names = screen_names(f->arena, f->config);
	size_t count = 0;
	for (; *names; names++, count++) {
		const struct screen *screen;
		assert_int_equal(screen_load(f->arena, f->config, *names, &screen, NULL),
				 STATUS_OK);
		assert_string_equal(screen->name, *names);
	}
	assert_true(count >= 20);
}

/* What menus are told of a screen that was not read is what its file says. */
static void
faces_are_those_of_the_files(void **state)
{
	struct fixture *f = *state;
	for (const char *const *name = screen_names(f->arena, f->config); *name; name++) {
		const struct screen *screen;
		struct screen_face face;
		assert_int_equal(screen_load(f->arena, f->config, *name, &screen, NULL), STATUS_OK);
		assert_true(screen_face_known(f->config, *name, &face));
		const struct screen_face read = screen_face(screen);
		assert_string_equal(face.name, read.name);
		assert_int_equal(face.kind, read.kind);
		assert_string_equal(face.right ? face.right : "", read.right ? read.right : "");
		assert_int_equal(face.own, read.own);
		assert_int_equal(face.house, read.house);
		assert_string_equal(face_title(lang_get("fr"), &face),
				    screen_title(lang_get("fr"), screen));
	}
}

static void
unknown_screen(void **state)
{
	struct fixture *f = *state;
	const struct screen *screen;
	struct error error = { .status = STATUS_OK };
	const char *const names[] = { "nothing", "../cards", "", "CARDS", "cards.cfg" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(screen_load(f->arena, f->config, names[i], &screen, &error),
				 STATUS_USAGE);
		assert_string_equal(error.key, "error.screen_unknown");
		assert_null(screen);
		assert_false(screen_face_known(f->config, names[i], &(struct screen_face){ 0 }));
	}
}

/* What a file may leave out is filled in. */
static void
defaults(void **state)
{
	struct fixture *f = *state;
	const struct screen *screen;
	assert_int_equal(screen_load(f->arena, f->config, "cards", &screen, NULL), STATUS_OK);
	assert_int_equal(screen->kind, SCREEN_LIST);
	assert_string_equal(screen->id, "id");
	assert_string_equal(screen->record, "card");
	assert_false(screen->staff);
	assert_string_equal(screen->scope, "customer_id");
	for (size_t i = 0; i < screen->column_count; i++) {
		assert_true(screen->columns[i].width > 0);
		assert_true(screen->columns[i].least > 0);
		assert_true(screen->columns[i].least <= screen->columns[i].width);
	}
	/* The version that bindings take is read, and shown to nobody. */
	assert_true(screen_column(screen, "version")->silent);
	assert_true(screen_column(screen, "version")->hidden);
	assert_false(screen_column(screen, "plate")->silent);
	assert_int_equal(screen_column(screen, "suspended")->type, TYPE_BOOL);
	assert_true(screen_filter(screen, "id")->silent);
	assert_non_null(screen_filter(screen, "number"));
}

static const char sound[] = "screen = {\n"
			    "  name = \"cards\"; view = \"v_card\"; scope = \"customer_id\";\n"
			    "  columns = ( { field = \"plate\"; type = \"plate\"; } );\n"
			    "};\n";

static void
a_file_of_the_host_comes_first(void **state)
{
	struct fixture *f = *state;
	const struct screen *screen;
	struct config *config = config_with(f, "cards.cfg", sound);
	assert_int_equal(screen_load(f->arena, config, "cards", &screen, NULL), STATUS_OK);
	assert_int_equal(screen->column_count, 1);
	assert_non_null(strstr(screen->file, "/screens/cards.cfg"));
	assert_int_equal(screen_load(f->arena, config, "card", &screen, NULL), STATUS_OK);
	assert_string_equal(screen->file, "screens/card.cfg");
	/* Nothing is taken for known that a file there may say otherwise. */
	struct screen_face face;
	assert_false(screen_face_known(config, "cards", &face));
	assert_false(screen_face_known(config, "card", &face));
	config_free(&config);
}

static void
a_broken_file_names_its_line(void **state)
{
	struct fixture *f = *state;
	const struct screen *screen;
	struct error error = { .status = STATUS_OK };
	struct config *config =
	    config_with(f, "mine.cfg", "screen = {\n  name = \"mine\";\n  view = ;\n};\n");
	assert_int_equal(screen_load(f->arena, config, "mine", &screen, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.screen_broken");
	const char *text = error_text(f->arena, lang_get("en"), &error);
	assert_non_null(strstr(text, "/screens/mine.cfg"));
	assert_non_null(strstr(text, "line 3"));
	config_free(&config);
	assert_string_equal(
	    faults_of(f, "mine.cfg", "screen = {\n  name = \"mine\";\n  view = ;\n};\n"),
	    "mine.cfg:3 fault.setting_syntax\n");
}

static void
settings_are_checked(void **state)
{
	struct fixture *f = *state;
	const char *text =
	    "screen = {\n"                             /* 1 */
	    "  name = \"mine\";\n"                     /* 2 */
	    "  colour = \"red\";\n"                    /* 3: no such setting */
	    "  view = 4;\n"                            /* 4: not a text */
	    "  columns = (\n"                          /* 5 */
	    "    { width = 5; },\n"                    /* 6: field missing */
	    "    { field = \"plate\"; witdh = 5; },\n" /* 7: a typo */
	    "    { field = \"plate\"; type = \"registration\"; hidden = 1; }\n" /* 8: two */
	    "  );\n"
	    "  keys = { key = \"b\"; };\n" /* 10: not a list */
	    "  filters = ( \"plate\" );\n" /* 11: not a group */
	    "};\n"
	    "other = 1;\n"; /* 13 */
	assert_string_equal(faults_of(f, "mine.cfg", text), "mine.cfg:3 fault.setting_unknown\n"
							    "mine.cfg:4 fault.setting_text\n"
							    "mine.cfg:6 fault.setting_missing\n"
							    "mine.cfg:7 fault.setting_unknown\n"
							    "mine.cfg:8 fault.setting_word\n"
							    "mine.cfg:8 fault.setting_flag\n"
							    "mine.cfg:10 fault.setting_list\n"
							    "mine.cfg:11 fault.setting_group\n"
							    "mine.cfg:13 fault.setting_unknown\n");
}

static void
names_are_resolved(void **state)
{
	struct fixture *f = *state;
	const char *text =
	    "screen = {\n"
	    "  name = \"cards\"; right = \"kards\"; view = \"v_card\";\n" /* 2: right, scope */
	    "  order = \"phone\";\n"
	    "  columns = (\n"
	    "    { field = \"plaque\"; },\n"                                            /* 5 */
	    "    { field = \"plate\"; sort = true; sort_field = \"platekey\"; },\n"     /* 6 */
	    "    { field = \"state\"; type = \"choice\"; vocabulary = \"colour\"; },\n" /* 7 */
	    "    { field = \"plate\"; }\n" /* 8: twice */
	    "  );\n"
	    "  filters = ( { field = \"divsion\"; } );\n" /* 10 */
	    "  keys = (\n"
	    "    { key = \"b\"; command = \"card.blok\"; },\n" /* 12 */
	    "    { key = \"u\"; command = \"card.lift\"; with = { crad = \"number\"; }; },\n" /* 13
											       */
	    "    { key = \"Enter\"; screen = \"kard\"; },\n"                             /* 14 */
	    "    { key = \"i\"; screen = \"history\"; with = { recrod = \"id\"; }; },\n" /* 15 */
	    "    { key = \"q\"; screen = \"card\"; },\n"                      /* 16: taken */
	    "    { key = \"b\"; screen = \"card\"; when = \"blokable\"; },\n" /* 17: two */
	    "    { key = \"F5\"; screen = \"card\"; command = \"card.lift\"; option = 12; }\n" /* 18:
												  three
												*/
	    "  );\n"
	    "};\n";
	const char *all = faults_of(f, "cards.cfg", text);
	const char *const wanted[] = {
		"cards.cfg:1 fault.screen_right\n",    "cards.cfg:1 fault.screen_scope\n",
		"cards.cfg:1 fault.screen_order\n",    "cards.cfg:5 fault.screen_field\n",
		"cards.cfg:6 fault.screen_field\n",    "cards.cfg:7 fault.screen_choice\n",
		"cards.cfg:8 fault.screen_twice\n",    "cards.cfg:10 fault.screen_field\n",
		"cards.cfg:12 fault.screen_command\n", "cards.cfg:13 fault.screen_param\n",
		"cards.cfg:14 fault.screen_target\n",  "cards.cfg:15 fault.screen_target_filter\n",
		"cards.cfg:16 fault.screen_key\n",     "cards.cfg:17 fault.screen_twice\n",
		"cards.cfg:17 fault.screen_field\n",   "cards.cfg:18 fault.screen_key_form\n",
		"cards.cfg:18 fault.screen_binding\n", "cards.cfg:18 fault.screen_option\n",
	};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!strstr(all, wanted[i]))
			fail_msg("%s is not among:\n%s", wanted[i], all);
}

/* scope "account" wants the view to say whose a row is. */
static void
an_own_screen_names_the_account(void **state)
{
	struct fixture *f = *state;
	const char *text = "screen = {\n"
			   "  name = \"cards\"; view = \"v_card\"; scope = \"account\";\n"
			   "  columns = ( { field = \"plate\"; type = \"plate\"; } );\n"
			   "};\n";
	assert_non_null(
	    strstr(faults_of(f, "cards.cfg", text), "cards.cfg:1 fault.screen_field\n"));
	struct config *config = config_with(f, "cards.cfg", text);
	const struct screen *screen;
	assert_int_equal(screen_load(f->arena, config, "cards", &screen, NULL), STATUS_OK);
	assert_true(screen->own);
	assert_null(screen->scope);
	config_free(&config);
}

static void
texts_widths_and_tabs(void **state)
{
	struct fixture *f = *state;
	const char *text =
	    "screen = {\n"
	    "  name = \"mine\"; view = \"v_card\"; scope = \"customer_id\";\n"
	    "  columns = (\n"
	    "    { field = \"division_key\"; width = 60; },\n" /* 4: no label */
	    "    { field = \"driver\"; width = 30; }\n"
	    "  );\n"
	    "  tabs = ( { number = 12; name = \"one\"; } );\n" /* 7: number, text, neither */
	    "};\n";
	const char *all = faults_of(f, "mine.cfg", text);
	const char *const wanted[] = {
		"mine.cfg:1 fault.screen_text\n",   "mine.cfg:1 fault.screen_wide\n",
		"mine.cfg:1 fault.screen_tabs\n",   "mine.cfg:4 fault.screen_text\n",
		"mine.cfg:7 fault.screen_number\n", "mine.cfg:7 fault.screen_tab\n",
		"mine.cfg:7 fault.screen_text\n",
	};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!strstr(all, wanted[i]))
			fail_msg("%s is not among:\n%s", wanted[i], all);
}

static void
menus_are_checked(void **state)
{
	struct fixture *f = *state;
	const char *text =
	    "screen = {\n"
	    "  name = \"home\"; kind = \"menu\";\n"
	    "  sections = (\n"
	    "    { number = 1; name = \"cards\"; screens = [ \"cards\", \"nothing\" ]; },\n" /* 4 */
	    "    { number = 1; name = \"nowhere\"; action = \"dance\"; },\n" /* 5: three faults */
	    "    { number = 2; name = \"quit\"; action = \"quit\"; right = \"dance\"; },\n"
	    "    { number = 3; name = \"users\"; screens = [ \"users\" ]; right = \"users\"; }\n"
	    "  );\n"
	    "  waiting = (\n"
	    "    { name = \"cards_new\"; screen = \"cards\"; filters = { state = \"old\"; colour = "
	    "\"red\"; }; }\n" /* 10: two */
	    "  );\n"
	    "};\n";
	const char *all = faults_of(f, "home.cfg", text);
	const char *const wanted[] = {
		"home.cfg:4 fault.screen_target\n", "home.cfg:5 fault.screen_number\n",
		"home.cfg:5 fault.screen_text\n",   "home.cfg:5 fault.screen_action\n",
		"home.cfg:6 fault.screen_right\n",  "home.cfg:7 fault.screen_entry_right\n",
		"home.cfg:10 fault.screen_value\n", "home.cfg:10 fault.screen_target_filter\n",
	};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!strstr(all, wanted[i]))
			fail_msg("%s is not among:\n%s", wanted[i], all);
}

/* The example of guichet-screens(5) is one that the check accepts. */
static void
the_manual_example_is_sound(void **state)
{
	struct fixture *f = *state;
	FILE *file = fopen("man/guichet-screens.5", "r");
	struct builder text = { .arena = f->arena };
	char line[1024];
	bool within = false;
	if (!file)
		skip(); /* not run from the root of the tree */
	while (fgets(line, sizeof line, file)) {
		if (!strncmp(line, ".Ed", 3))
			within = false;
		if (within)
			builder_add(&text, line);
		if (strstr(line, "screens/blocked.cfg"))
			within = true;
		if (!strncmp(line, ".Bd", 3) && within)
			text.size = 0;
	}
	fclose(file);
	const char *from = strstr(builder_text(&text), "screen = {");
	assert_non_null(from);
	/* Its texts are the host's, in lang_dir: only they may be missing here. */
	const char *all = faults_of(f, "blocked.cfg", from);
	for (const char *at = all; *at; at = strchr(at, '\n') + 1)
		if (!strstr(at, "fault.screen_text"))
			fail_msg("%s", all);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(compiled_in_screens_are_right),
		case_of(every_screen_loads),
		case_of(faces_are_those_of_the_files),
		case_of(unknown_screen),
		case_of(defaults),
		case_of(a_file_of_the_host_comes_first),
		case_of(a_broken_file_names_its_line),
		case_of(settings_are_checked),
		case_of(names_are_resolved),
		case_of(an_own_screen_names_the_account),
		case_of(texts_widths_and_tabs),
		case_of(menus_are_checked),
		case_of(the_manual_example_is_sound),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
