/* Behind sshd each has a folder for his files, and no name leads out of it. */
#include "fixture.h"

#include <guichet/config.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The fixture with "files_dir = FOLDER/%u/files". */
static const char *
give_folders(struct fixture *f)
{
	const char *settings = arena_format(f->arena, "%s/place.conf", f->folder);
	FILE *file = fopen(settings, "w");

	assert_non_null(file);
	fprintf(file, "files_dir = \"%s/%%u/files\";\n", f->folder);
	assert_int_equal(fclose(file), 0);
	struct config *config = config_load(settings, NULL, NULL);
	assert_non_null(config);
	f->clerk->config = config;
	f->clerk->confined = true;
	return arena_format(f->arena, "%s/clerk", f->folder);
}

static const char *
placed(struct fixture *f, const char *name, struct error *error)
{
	const char *path = NULL;

	error_clear(error);
	return session_file(f->clerk, f->arena, name, &path, error) == STATUS_OK ? path : NULL;
}

static void
names_stay_in_ones_own_folder(void **state)
{
	static const char *const refused[] = { "",          ".",           "..",
					       "../x.xlsx", "/etc/passwd", ".hidden",
					       "a/b.xlsx",  "a/..",        "./x.xlsx",
					       "x/",        "~/x.xlsx" };
	struct fixture *f = *state;
	struct error error;
	const char *home = give_folders(f);

	/* No folder: the refusal names it. */
	assert_null(placed(f, "x.xlsx", &error));
	assert_string_equal(error.key, "error.file_folder");
	assert_int_equal(mkdir(home, 0700), 0);
	assert_int_equal(mkdir(arena_format(f->arena, "%s/files", home), 0700), 0);
	assert_string_equal(placed(f, "x.xlsx", &error),
			    arena_format(f->arena, "%s/files/x.xlsx", home));
	assert_string_equal(placed(f, arena_format(f->arena, "%s/files/x.xlsx", home), &error),
			    arena_format(f->arena, "%s/files/x.xlsx", home));
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		assert_null(placed(f, refused[i], &error));
		assert_string_equal(error.key, "error.file_outside");
		assert_string_equal(error.param, "file");
	}
	assert_null(placed(f, arena_format(f->arena, "%s/files/../../x", home), &error));
	/* Neither a login that climbs, nor a folder that is a link. */
	f->clerk->login = "..";
	assert_null(placed(f, "x.xlsx", &error));
	f->clerk->login = "clerk";
	assert_int_equal(rename(arena_format(f->arena, "%s/files", home),
				arena_format(f->arena, "%s/there", home)),
			 0);
	assert_int_equal(symlink("there", arena_format(f->arena, "%s/files", home)), 0);
	assert_null(placed(f, "x.xlsx", &error));
	config_free((struct config **)(uintptr_t)&f->clerk->config);
	f->clerk->config = f->config;
}

/* The owner's verbs, and whoever has no such setting, name files as they like. */
static void
others_are_not_bound(void **state)
{
	struct fixture *f = *state;
	struct error error;

	assert_string_equal(placed(f, "../x.xlsx", &error), "../x.xlsx");
	give_folders(f);
	f->clerk->confined = false;
	assert_string_equal(placed(f, "/tmp/x.xlsx", &error), "/tmp/x.xlsx");
	assert_null(session_folder(f->clerk, f->arena));
	config_free((struct config **)(uintptr_t)&f->clerk->config);
	f->clerk->config = f->config;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(names_stay_in_ones_own_folder),
		TEST(others_are_not_bound),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
