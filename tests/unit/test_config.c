/* The settings: defaults, what a host changes, what is wrong told all at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <guichet/value.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;

struct told {
	char words[4000];
	int count;
};

static int
set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void
tell(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct told *told = context;
	size_t used = strlen(told->words);
	(void)file;
	told->count++;
	assert_non_null(lang_find(lang_get("fr"), key));
	snprintf(told->words + used, sizeof told->words - used, "%d %s %s\n", line, key,
		 args[0].value.text);
}

static struct config *
load(const char *text, struct told *told)
{
	char path[] = "/tmp/guichet-config-XXXXXX";
	int file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
	struct config *config = config_load(path, tell, told);
	if (config != NULL)
		assert_string_equal(config_path(config), path);
	unlink(path);
	return config;
}

static void
test_defaults(void **state)
{
	(void)state;
	struct told told = { .count = 0 };
	struct config *config = load("", &told);
	assert_string_equal(config_text(config, "timezone"), "Europe/Brussels");
	assert_string_equal(config_text(config, "language"), "fr");
	assert_string_equal(config_text(config, "store"), "");
	assert_string_equal(config_text(config, "card.prefix"), "7002");     /* CARD-09 */
	assert_int_equal(config_int(config, "auth.min_length_customer"), 7); /* ACC-02 */
	assert_int_equal(config_int(config, "auth.lock_after"), 5);          /* ACC-09 */
	assert_int_equal(config_int(config, "auth.lock_minutes"), 15);       /* ACC-09 */
	assert_int_equal(config_int(config, "auth.lock_most_hours"), 24);    /* ACC-09 */
	assert_int_equal(config_int(config, "aircode.hours"), 24);           /* AIR-01 */
	assert_int_equal(config_int(config, "request.due_hours"), 24);       /* CARD-05 */
	assert_false(config_bool(config, "call.required"));
	assert_int_equal(told.count, 0);
	config_free(&config);
	assert_null(config);
	config_free(&config);
}

/* Every setting has a line on it: a comment stands above each. */
/* The defaults that the program has, made when it was built, are those of the file that a host is
 * shown. */
static void
test_the_file_says_the_defaults(void **state)
{
	(void)state;
	struct told told = { .count = 0 };
	struct config *defaults = config_load(NULL, tell, &told);
	struct config *said = load(embedded_find("data/guichet.conf")->text, &told);
	assert_string_equal(told.words, "");
	for (const struct embedded_setting *each = embedded_settings; each->name; each++) {
		if (each->type == TYPE_TEXT)
			assert_string_equal(config_text(said, each->name), each->text);
		else if (each->type == TYPE_BOOL)
			assert_int_equal(config_bool(said, each->name), each->number);
		else
			assert_int_equal(config_int(said, each->name), each->number);
	}
	config_free(&said);
	config_free(&defaults);
}

static void
test_every_default_is_explained(void **state)
{
	(void)state;
	const struct embedded *file = embedded_find("data/guichet.conf");
	assert_non_null(file);
	bool explained = false;
	int settings = 0;
	for (const char *at = file->text; *at != '\0';) {
		size_t size = strcspn(at, "\n"), blank = strspn(at, " \t");
		const char *line = arena_copy_bytes(arena, at + blank, size - blank);
		if (line[0] == '#') {
			explained = true;
		} else if (strchr(line, '=') != NULL && strchr(line, '{') == NULL) {
			if (!explained)
				print_error("not explained: %s\n", line);
			assert_true(explained);
			explained = false;
			settings++;
		}
		at += size + (at[size] == '\n');
	}
	assert_true(settings > 20);
}

static void
test_changes(void **state)
{
	(void)state;
	struct told told = { .count = 0 };
	struct config *config = load("language = \"nl\";\nauth = { lock_after = 3; };\n"
				     "call.required = true;\nstore = \"/srv/é.db\";\n",
				     &told);
	assert_null(config); /* a dotted name is no libconfig */
	assert_int_equal(told.count, 1);
	told.count = 0;
	config = load("language = \"nl\";\nauth = { lock_after = 3; };\n"
		      "call = { required = true; };\nstore = \"/srv/é.db\";\n",
		      &told);
	assert_int_equal(told.count, 0);
	assert_string_equal(config_text(config, "language"), "nl");
	assert_string_equal(config_text(config, "store"), "/srv/é.db");
	assert_int_equal(config_int(config, "auth.lock_after"), 3);
	assert_int_equal(config_int(config, "auth.lock_minutes"), 15);
	assert_true(config_bool(config, "call.required"));
	config_free(&config);
}

static void
test_faults(void **state)
{
	(void)state;
	struct told told = { .count = 0 };
	struct config *config = load("langage = \"nl\";\n"
				     "language = \"de\";\n"
				     "auth = { lock_after = \"3\";\n"
				     "  min_length_customer = 6;\n"
				     "  lock_minutes = -1; };\n"
				     "card = { prefix = \"70x2\"; };\n"
				     "timezone = \"Europe/Brussel\";\n"
				     "ui = { theme = \"mono contrast\"; refresh_ms = 1.5; };\n"
				     "message = { sendmail_program = [ 1, 2 ]; };\n"
				     "session = { lock_minutes = 99999999999L; };\n",
				     &told);
	assert_string_equal(told.words, "1 fault.config_unknown langage\n"
					"2 fault.config_word language\n"
					"3 fault.config_type auth.lock_after\n"
					"4 fault.config_range auth.min_length_customer\n"
					"5 fault.config_range auth.lock_minutes\n"
					"6 fault.config_digits card.prefix\n"
					"7 fault.config_zone timezone\n"
					"8 fault.config_word ui.theme\n"
					"8 fault.config_type ui.refresh_ms\n"
					"9 fault.config_type message.sendmail_program\n"
					"10 fault.config_range session.lock_minutes\n");
	/* and each keeps its default */
	assert_string_equal(config_text(config, "language"), "fr");
	assert_int_equal(config_int(config, "auth.min_length_customer"), 7); /* ACC-02 */
	assert_string_equal(config_text(config, "timezone"), "Europe/Brussels");
	config_free(&config);
}

static void
test_unreadable(void **state)
{
	(void)state;
	struct told told = { .count = 0 };
	assert_null(config_load("/nowhere/guichet.conf", tell, &told));
	assert_string_equal(told.words, "0 fault.config_unreadable /nowhere/guichet.conf\n");
	told = (struct told){ .count = 0 };
	assert_null(config_load("/tmp", tell, &told));
	assert_int_equal(told.count, 1);
	told = (struct told){ .count = 0 };
	assert_null(load("language = ;\n", &told));
	assert_memory_equal(told.words, "1 fault.config_syntax ", 22);
}

/* A name nobody declared, or asked for as another type, is a fault of the program. */
static void
assert_aborts(void (*ask)(const struct config *config))
{
	struct told told = { .count = 0 };
	pid_t child = fork();
	if (child == 0) {
		const struct rlimit none = { .rlim_cur = 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		ask(load("", &told));
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void
ask_unknown(const struct config *config)
{
	config_text(config, "nothing");
}

static void
ask_other_type(const struct config *config)
{
	config_int(config, "language");
}

static void
test_broken_invariants(void **state)
{
	(void)state;
	assert_aborts(ask_unknown);
	assert_aborts(ask_other_type);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_the_file_says_the_defaults),
		cmocka_unit_test(test_every_default_is_explained),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_broken_invariants),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
