/* What the build makes of data/ and screens/: the same bytes, and faults told with file and line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/store.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	struct arena *arena;
	const char *folder, *embed;
};

static int
set_up(void **state)
{
	struct arena *arena = arena_new();
	struct place *place = arena_alloc(arena, sizeof *place);
	char name[] = "/tmp/guichet-embed-XXXXXX";
	const char *program = getenv("GUICHET");
	assert_non_null(mkdtemp(name));
	place->arena = arena;
	place->folder = arena_copy(arena, name);
	char *path =
	    realpath(program != NULL ? dirname(arena_copy(arena, program)) : "build", NULL);
	assert_non_null(path);
	place->embed = arena_format(arena, "%s/embed", path);
	free(path);
	assert_int_equal(access(place->embed, X_OK), 0);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;
	struct arena *arena = place->arena;
	assert_int_equal(system(arena_format(arena, "rm -rf %s", place->folder)), 0);
	arena_free(&arena);
	return 0;
}

static const char *
read_all(struct arena *arena, const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	*size = (size_t)ftell(file);
	rewind(file);
	char *text = arena_alloc(arena, *size + 1);
	assert_int_equal(fread(text, 1, *size, file), *size);
	fclose(file);
	return text;
}

static void
put(const struct place *place, const char *path, const char *text, size_t size)
{
	const char *whole = arena_format(place->arena, "%s/%s", place->folder, path);
	const char *folder = dirname(arena_copy(place->arena, whole));
	assert_int_equal(system(arena_format(place->arena, "mkdir -p %s", folder)), 0);
	FILE *file = fopen(whole, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Runs embed in the folder; what it says is put in *said. */
static int
embed(const struct place *place, const char *files, const char **said)
{
	size_t size;
	int status =
	    system(arena_format(place->arena, "cd %s && mkdir -p out && '%s' out %s >said 2>&1",
				place->folder, place->embed, files));
	*said = read_all(place->arena, arena_format(place->arena, "%s/said", place->folder), &size);
	return WEXITSTATUS(status);
}

static const char *
output(const struct place *place, const char *name)
{
	size_t size;
	return read_all(place->arena, arena_format(place->arena, "%s/out/%s", place->folder, name),
			&size);
}

/* Tests run from the root of the tree. */
static void
test_files_are_the_files(void **state)
{
	const struct place *place = *state;
	size_t count = 0, longest = 0;
	for (const struct embedded *file = embedded_files; file->path != NULL; file++) {
		size_t size;
		const char *text = read_all(place->arena, file->path, &size);
		if (count++ > 0)
			assert_true(strcmp(file[-1].path, file->path) < 0);
		assert_int_equal(file->size, size);
		assert_memory_equal(file->text, text, size + 1);
		assert_ptr_equal(embedded_find(file->path), file);
		longest = size > longest ? size : longest;
	}
	assert_true(count > 10);
	assert_true(longest > 4095); /* one at least is longer than a literal may be */
	assert_null(embedded_find("data/none"));
}

/* A parameter named in "touches:" is one of the statement's. */
static bool
has_parameter(const char *sql, const char *name)
{
	size_t size = strlen(name);
	for (const char *at = sql; (at = strchr(at, ':')) != NULL; at++)
		if (strncmp(at + 1, name, size) == 0 && !isalnum((unsigned char)at[1 + size]) &&
		    at[1 + size] != '_')
			return true;
	return false;
}

static void
test_statements(void **state)
{
	(void)state;
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		const struct statement_info *info = &statement_infos[i];
		assert_non_null(info->name);
		assert_true(info->sql[0] != '\0');
		assert_int_not_equal(info->sql[strlen(info->sql) - 1], ';');
		if (info->id != NULL && !has_parameter(info->sql, info->id))
			print_error("%s:%d: no :%s\n", info->file, info->line, info->id);
		assert_true(info->id == NULL || has_parameter(info->sql, info->id));
	}
}

static void
test_nothing_given(void **state)
{
	const struct place *place = *state;
	const char *said;
	assert_int_equal(embed(place, "", &said), 0);
	assert_string_equal(said, "");
	assert_non_null(strstr(output(place, "statements.h"), "STATEMENT_COUNT"));
	assert_int_equal(system(arena_format(place->arena,
					     "gcc -std=c11 -pedantic -Werror -Wall -Wextra "
					     "-Iinclude -I%s/out -fsyntax-only %s/out/*.c",
					     place->folder, place->folder)),
			 0);
}

#define SQL "data/statements/a.sql"

static void
put_sql(const struct place *place, const char *text)
{
	put(place, SQL, text, strlen(text));
}

static void
test_statements_made(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_sql(place, "-- what these do\n"
		       "-- name: rank.block  touches: rank :rank\n"
		       "UPDATE rank SET a = '?\"\\' -- said in a line\n"
		       "  -- a remark\n"
		       " WHERE id = :rank;\n\n"
		       "-- name: rank.last-one\n"
		       "-- touches: card :card\n"
		       "SELECT 1\n");
	assert_int_equal(embed(place, SQL, &said), 0);
	assert_non_null(strstr(output(place, "statements.h"),
			       "\tSQL_RANK_BLOCK,\n\tSQL_RANK_LAST_ONE,\n\tSTATEMENT_COUNT"));
	const char *made = output(place, "statements.c");
	assert_non_null(strstr(made, ".name = \"rank.block\", .file = \"" SQL "\", .line = 2, "
				     ".touches = \"rank\", .id = \"rank\","));
	assert_non_null(strstr(made, ".line = 7, .touches = \"card\", .id = \"card\", .sql ="));
	assert_null(strstr(made, "a remark"));
	assert_null(strstr(made, ":rank;"));
}

static void
test_faulty_statements(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_sql(place,
		"SELECT 0;\n-- name: a.b\nSELECT 1\n-- name: A.c\nSELECT 2\n-- name:\nSELECT 3\n"
		"-- name: a-b\n-- touches: t id\nSELECT 4\n-- name: empty\n-- name: last\n-- x\n");
	assert_int_equal(embed(place, SQL, &said), 1);
	assert_string_equal(
	    said,
	    SQL ":1: SQL before any \"-- name:\"\n" SQL ":4: 'A' in the name of statement A.c\n" SQL
		":6: a statement without a name\n" SQL ":8: statement a-b is already at " SQL
		":2\n" SQL ":9: touches: id is no parameter\n" SQL
		":11: statement empty is empty\n" SQL ":12: statement last is empty\n");
}

#define VIEWS "data/views/v_a.sql"

static void
test_views_made(void **state)
{
	const struct place *place = *state;
	const char *said;
	const char sql[] = "-- what it is; of b\nCREATE VIEW v_b AS\nSELECT a,\n"
			   "       b -- within\n  FROM t WHERE c <> '; --\n  x';\n\n"
			   "CREATE VIEW v_a AS\nSELECT 1;\n";
	put(place, VIEWS, sql, sizeof sql - 1);
	assert_int_equal(embed(place, VIEWS, &said), 0);
	const char *made = output(place, "embedded.c");
	assert_non_null(strstr(made, "{ .name = \"v_a\", .sql =\n\"SELECT 1\" },\n"
				     "\t{ .name = \"v_b\", .sql =\n\"SELECT a,\\n\"\n"
				     "\"b \\n\"\n\"FROM t WHERE c <> '; --\\n\"\n\"  x'\" },\n"));
	assert_null(strstr(made, VIEWS));
}

static void
test_faulty_views(void **state)
{
	const struct place *place = *state;
	const char *said;
	const char sql[] = "CREATE VIEW v_a AS\nSELECT 1;\n-- x\nCREATE TABLE v_b AS\nSELECT 1;\n"
			   "CREATE VIEW v_a AS\nSELECT\n2;\nCREATE VIEW v_c AS\nSELECT 3\n";
	put(place, VIEWS, sql, sizeof sql - 1);
	assert_int_equal(embed(place, VIEWS, &said), 1);
	assert_string_equal(said, VIEWS ":4: this makes no view\n" VIEWS
					":6: view v_a is already at " VIEWS ":1\n" VIEWS
					":9: no ; ends this\n");
}

#define SCREEN "screens/a.cfg"

static void
put_screen(const struct place *place, const char *text)
{
	put(place, SCREEN, text, strlen(text));
}

static void
test_screens_made(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_screen(place, "screen = { name = \"a\"; kind = \"menu\"; sections = (); };\n");
	assert_int_equal(embed(place, SCREEN, &said), 0);
	const char *made = output(place, "embedded.c");
	assert_non_null(strstr(
	    made, "\t{ .view = false, .name = \"a\", .kind = \"menu\" },\n\t{ .name = NULL }\n"));
	assert_non_null(
	    strstr(made, ".path = \"" SCREEN "\"")); /* the rest is read when it opens */
	put_screen(place,
		   "screen = { view = \"v\"; right = \"r\"; scope = \"s\"; name = \"a\"; };\n");
	assert_int_equal(embed(place, SCREEN, &said), 0);
	assert_non_null(
	    strstr(output(place, "embedded.c"),
		   "\t{ .view = true, .name = \"a\", .right = \"r\", .scope = \"s\" },\n"));
}

static void
test_faulty_screens(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_screen(place, "\nscreen = ;\n");
	assert_int_equal(embed(place, SCREEN, &said), 1);
	assert_string_equal(said, SCREEN ":2: syntax error\n");
	put_screen(place, "list = { };\n");
	assert_int_equal(embed(place, SCREEN, &said), 1);
	assert_string_equal(said, SCREEN ":1: this makes no screen\n");
	put_screen(place, "screen = { kind = \"list\"; };\n");
	assert_int_equal(embed(place, SCREEN, &said), 1);
	assert_string_equal(said, SCREEN ":1: a screen without a name\n");
}

#define SETTINGS "data/guichet.conf"

static void
put_settings(const struct place *place, const char *text)
{
	put(place, SETTINGS, text, strlen(text));
}

static void
test_settings_made(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_settings(place, "# of a\na = \"x\\\"y\";\nb = { c = 3; d = { e = true; }; };\n");
	assert_int_equal(embed(place, SETTINGS, &said), 0);
	assert_non_null(strstr(output(place, "embedded.c"),
			       "\t{ .name = \"a\", .type = TYPE_TEXT, .text = \"x\\\"y\" },\n"
			       "\t{ .name = \"b.c\", .type = TYPE_INT, .number = 3 },\n"
			       "\t{ .name = \"b.d.e\", .type = TYPE_BOOL, .number = 1 },\n"));
}

static void
test_faulty_settings(void **state)
{
	const struct place *place = *state;
	const char *said;
	put_settings(place, "a = 1;\nb = {\n  c = 1.5;\n  d = [ 1 ];\n};\n");
	assert_int_equal(embed(place, SETTINGS, &said), 1);
	assert_string_equal(said,
			    SETTINGS ":3: b.c is no setting\n" SETTINGS ":4: b.d is no setting\n");
	put_settings(place, "a = ;\n");
	assert_int_equal(embed(place, SETTINGS, &said), 1);
	assert_string_equal(said, SETTINGS ":1: syntax error\n");
}

#define FR "data/lang/fr/a.cfg"
#define FR2 "data/lang/fr/b.cfg"
#define SMS "data/messages/nl/a.cfg"

static void
test_texts_made(void **state)
{
	const struct place *place = *state;
	const char *said;
	const char fr[] = "days = { * = \"{count} jours\"; one = \"un jour\"; };\n"
			  "a*b = \"x\" \"y\";\nz = { y = { x = \"\\\"\\\\\\n\"; }; };\n";
	const char sms[] = "code = { sms = { body = \"é\"; }; };\n";
	put(place, FR, fr, sizeof fr - 1);
	put(place, SMS, sms, sizeof sms - 1);
	assert_int_equal(embed(place, FR " " SMS, &said), 0);
	const char *made = output(place, "texts.c");
	assert_non_null(strstr(made, "fr_places[] = {\n\t0, 7, 26, 43,"));
	assert_non_null(strstr(made, "\"a.b\\000xy\\000days\\000{count} jours\\000"
				     "days.one\\000un jour\\000z.y.x\\000\\\"\\\\\\n"));
	assert_non_null(strstr(made, "fr_order[] = {\n\t1, 2, 0, 3,"));
	assert_non_null(strstr(made, "\"message.code.sms.body\\000\\303\\251\\000\""));
	assert_null(strstr(output(place, "embedded.c"), "data/lang"));
}

static void
test_faulty_texts(void **state)
{
	const struct place *place = *state;
	const char *said;
	const char first[] = "a = {\n  b = \"1\";\n  n = 3;\n};\n";
	const char second[] = "a = { b = \"2\"; };\n";
	const char third[] = "a = \"1\";\na = \"2\";\n";
	put(place, FR, first, sizeof first - 1);
	put(place, FR2, second, sizeof second - 1);
	put(place, SMS, third, sizeof third - 1);
	assert_int_equal(embed(place, FR " " FR2 " " SMS, &said), 1);
	assert_string_equal(said, FR ":3: a.n is no text in quotes\n" SMS
				     ":2: duplicate setting name\n" FR2 ":1: a.b is already at " FR
				     ":2\n");
}

/* Any bytes come through, at any length around what one literal holds. */
static void
test_any_bytes(void **state)
{
	const struct place *place = *state;
	struct arena *arena = place->arena;
	const char *said, *names = "";
	static const size_t sizes[] = { 0, 1, 3999, 4000, 4001, 8000, 8001, 20000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *bytes = arena_alloc(arena, sizes[i] + 1);
		for (size_t at = 0; at < sizes[i]; at++)
			bytes[at] = (char)(unsigned char)((at * 7 + at / 256) % 256);
		const char *name = arena_format(arena, "data/reference/t%zu.csv", i);
		put(place, name, bytes, sizes[i]);
		names = arena_format(arena, "%s %s", names, name);
	}
	const char main_c[] =
	    "#include <guichet/embedded.h>\n#include <stdio.h>\n"
	    "int main(void) { for (const struct embedded *f = embedded_files; "
	    "f->path; f++) { FILE *g = fopen(f->path, \"rb\"); for (size_t i = 0; "
	    "i < f->size; i++) if (fgetc(g) != (unsigned char)f->text[i]) return 1; "
	    "if (fgetc(g) != EOF || f->text[f->size] != 0) return 2; fclose(g); } "
	    "return 0; }\n";
	assert_int_equal(embed(place, names, &said), 0);
	put(place, "main.c", main_c, sizeof main_c - 1);
	assert_int_equal(
	    system(arena_format(arena,
				"gcc -std=c11 -pedantic -Wall -Wextra -Werror -Iinclude -o %s/main "
				"%s/main.c %s/out/embedded.c && cd %s && ./main",
				place->folder, place->folder, place->folder, place->folder)),
	    0);
}

static void
test_files_that_are_not_there(void **state)
{
	const struct place *place = *state;
	const char *said;
	assert_int_equal(embed(place, "data/reference/none.csv", &said), 1);
	assert_string_equal(said, "data/reference/none.csv: No such file or directory\n");
	assert_int_equal(WEXITSTATUS(system(arena_format(place->arena, "'%s' 2>%s/said",
							 place->embed, place->folder))),
			 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_files_are_the_files),
		CASE(test_statements),
		CASE(test_nothing_given),
		CASE(test_statements_made),
		CASE(test_faulty_statements),
		CASE(test_views_made),
		CASE(test_faulty_views),
		CASE(test_screens_made),
		CASE(test_faulty_screens),
		CASE(test_settings_made),
		CASE(test_faulty_settings),
		CASE(test_texts_made),
		CASE(test_faulty_texts),
		CASE(test_any_bytes),
		CASE(test_files_that_are_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
