/* CSV out and in: cells as written, files of strangers as read. */
#include "exchange/private.h"
#include "outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/exchange.h>
#include <guichet/text.h>
#include <unistd.h>

struct test {
	struct arena *arena;
	char path[64];
};

static int
open_test(void **state)
{
	struct test *test = calloc(1, sizeof *test);

	test->arena = arena_new();
	strcpy(test->path, "/tmp/guichet-csv-XXXXXX");
	close(mkstemp(test->path));
	*state = test;
	return 0;
}

static int
close_test(void **state)
{
	struct test *test = *state;

	unlink(test->path);
	arena_free(&test->arena);
	free(test);
	return 0;
}

/* What guichet-files makes of a file: "UTF-8 ; 1:t|a|b 2:..." and at the end the key of its
 * refusal, if any. */
static const char *
read_file(struct test *test, const char *path)
{
	struct arena *arena = test->arena;
	struct builder job = { .arena = arena }, told = { .arena = arena };
	struct helper helper;
	struct frame frame = { .kind = JOB_FORM };
	struct error error = { .status = STATUS_OK };
	bool later = false;

	job_add(&job, "task", "read");
	job_add(&job, "file", path);
	assert_int_equal(helper_start(arena, &helper, builder_text(&job), &error), STATUS_OK);
	while (frame.kind != JOB_DONE) {
		if (helper_next(&helper, 10000, &frame, &later, &error) != STATUS_OK) {
			builder_add(&told, error.key);
			break;
		}
		assert_false(later);
		if (frame.kind == JOB_FORM)
			builder_format(&told, "%s %s", frame.fields[0], frame.fields[1]);
		if (frame.kind == JOB_ROW)
			builder_format(&told, "\n%d:", (int)frame.number);
		for (size_t i = 0; frame.kind == JOB_ROW && i < frame.count; i++)
			builder_format(&told, "%s%s", i ? "|" : "", frame.fields[i]);
		if (frame.kind == JOB_ROW)
			builder_add(&told, " ");
	}
	helper_end(&helper);
	return builder_text(&told);
}

static const char *
read_text(struct test *test, const char *text)
{
	outside_write(test->path, text, strlen(text));
	return read_file(test, test->path);
}

/* The refusal alone. */
static const char *
refusal(struct test *test, const void *bytes, size_t size)
{
	const char *told = NULL, *key = NULL;

	outside_write(test->path, bytes, size);
	told = read_file(test, test->path);
	key = strstr(told, "exchange.");
	return key ? key : told;
}

/* FLT-03 */
static void
cells_are_written_safely(void **state)
{
	struct test *test = *state;
	static const char *const cells[][2] = {
		{ "normal", "normal" },
		{ "", "" },
		{ "a;b", "\"a;b\"" },
		{ "a,b", "\"a,b\"" },
		{ "Zoé \"X\"", "\"Zoé \"\"X\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ " outer ", "\" outer \"" },
		{ "=1+1", "'=1+1" },
		{ "+32470", "'+32470" },
		{ "-2+3", "'-2+3" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" },
		{ "=a;\"b\"", "\"'=a;\"\"b\"\"\"" },
		{ "\uFF1D1+1", "'\uFF1D1+1" },
		{ "\uFF201+1", "'\uFF201+1" },
	};

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		assert_string_equal(csv_cell(test->arena, cells[i][0]), cells[i][1]);
}

static void
encodings_are_told_apart(void **state)
{
	assert_string_equal(read_text(*state, "N°;é\n1;ü\n"), "UTF-8 ;\n1:tN°|té \n2:t1|tü ");
	assert_string_equal(read_text(*state, "\xEF\xBB\xBFN°;é\n"), "UTF-8 ;\n1:tN°|té ");
	assert_string_equal(read_text(*state, "N\xB0;\xE9\x80\n"), "Windows-1252 ;\n1:tN°|té€ ");
}

static void
separators_are_guessed(void **state)
{
	assert_string_equal(read_text(*state, "a;b,c;d\n"), "UTF-8 ;\n1:ta|tb,c|td ");
	assert_string_equal(read_text(*state, "a,b;c,d\n"), "UTF-8 ,\n1:ta|tb;c|td ");
	assert_string_equal(read_text(*state, "a\tb\tc;d\n"), "UTF-8 \t\n1:ta|tb|tc;d ");
	assert_string_equal(read_text(*state, "\"a,b,c\";d\n"), "UTF-8 ;\n1:ta,b,c|td ");
	assert_string_equal(read_text(*state, "sep=,\na,b;c\n"), "UTF-8 ,\n2:ta|tb;c ");
}

static void
lines_are_those_of_the_file(void **state)
{
	assert_string_equal(read_text(*state, "a;b\r\n\r\n1;2\r\n"), "UTF-8 ;\n1:ta|tb \n3:t1|t2 ");
	assert_string_equal(read_text(*state, "a;b\r1;2\r3;4"),
			    "UTF-8 ;\n1:ta|tb \n2:t1|t2 \n3:t3|t4 ");
	assert_string_equal(read_text(*state, "a;b\n\"1\n1\";2\n;;\n\"\";x\n"),
			    "UTF-8 ;\n1:ta|tb \n2:t1\n1|t2 \n5:t|tx ");
	assert_string_equal(read_text(*state, "a;b\n\"x\ny\n\nz\";2\n3;4\n"),
			    "UTF-8 ;\n1:ta|tb \n2:tx\ny\n\nz|t2 \n6:t3|t4 ");
}

static void
a_long_cell_is_the_line_s_own_fault(void **state)
{
	struct test *test = *state;
	char *text = arena_alloc(test->arena, 4000);
	const char *told = NULL;

	strcpy(text, "a;b\n1;");
	memset(text + 6, 'x', 1100);
	strcat(text, "\n2;y\n");
	told = read_text(test, text);
	assert_non_null(strstr(told, "2:t1|lxxxx"));
	assert_non_null(strstr(told, "3:t2|ty"));
}

/* The largest file there may be, in the encoding that grows when it is read, within the memory
 * there is. */
static void
largest_file_is_read(void **state)
{
	struct test *test = *state;
	enum { LINES = 20000, LINE = 520 };
	char *many = arena_alloc(test->arena, (LINES + 1) * LINE);
	const char *told = NULL;

	strcpy(many, "a;b\n");
	for (int i = 0; i < LINES; i++) {
		char *line = many + 4 + i * LINE;

		memset(line, '\xE9', LINE);
		memcpy(line, "1;", 2);
		line[LINE / 2] = ';';
		line[LINE - 1] = '\n';
	}
	outside_write(test->path, many, 4 + LINES * LINE);
	told = read_file(test, test->path);
	assert_int_equal(strncmp(told, "Windows-1252 ;", 14), 0);
	assert_non_null(strstr(told, "\n20001:t1|té"));
	assert_null(strstr(told, "exchange."));
}

/* F21: each refused by name */
static void
hostile_text_is_refused_by_name(void **state)
{
	struct test *test = *state;
	char *many = arena_alloc(test->arena, 11 << 20);
	size_t size = 0;

	assert_string_equal(refusal(test, "", 0), "exchange.empty");
	assert_string_equal(refusal(test, "\n\n", 2), "UTF-8 ;");
	assert_string_equal(refusal(test, "a;b\0;c\n", 7), "exchange.binary");
	assert_string_equal(refusal(test,
				    "\xFF\xFE"
				    "a\0;\0",
				    6),
			    "exchange.utf16");
	assert_string_equal(refusal(test,
				    "\xEF\xBB\xBF"
				    "a;\xE9\n",
				    7),
			    "exchange.utf8");
	assert_string_equal(refusal(test, "a;b\n1;2\"3\n", 10), "exchange.csv_quote");
	assert_string_equal(refusal(test, "a;b\n\"1\"2;3\n", 11), "exchange.csv_quote");
	assert_string_equal(refusal(test, "a;b\n\"1;2\n3;4\n", 13), "exchange.csv_open");
	assert_string_equal(refusal(test, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old", 12),
			    "exchange.old_excel");
	assert_string_equal(refusal(test, "PK\x03\x04 not a zip", 14), "exchange.zip");
	memset(many, ';', 64);
	assert_string_equal(refusal(test, many, 63), "UTF-8 ;");
	assert_string_equal(refusal(test, many, 64), "exchange.too_many_cells");
	strcpy(many, "a;b\n\"");
	memset(many + 5, 'x', 400000);
	assert_string_equal(refusal(test, many, 400000), "exchange.csv_open");
	memset(many, 'x', 70000);
	assert_string_equal(refusal(test, many, 70000), "exchange.cell_huge");
	memset(many, 'x', 11 << 20);
	assert_string_equal(refusal(test, many, 11 << 20), "exchange.file_huge");
	for (int i = 0; i < LINES_MOST + 2; i++)
		size += (size_t)sprintf(many + size, "%d;x\n", i);
	assert_string_equal(refusal(test, many, size), "exchange.too_many_lines");
	assert_non_null(
	    strstr(refusal(test, many, size - strlen("100001;x\n")), "\n100001:t100000|tx "));
}

static void
what_is_no_file_is_refused(void **state)
{
	struct test *test = *state;

	assert_string_equal(read_file(test, "/tmp"), "exchange.no_regular_file");
	assert_string_equal(read_file(test, "/dev/zero"), "exchange.no_regular_file");
	assert_string_equal(read_file(test, "/tmp/guichet-not-there"), "exchange.read");
}

/* Frames come from a program that has read a file of strangers: none is trusted. */
static void
broken_frames_are_seen(void **state)
{
	struct test *test = *state;
	struct frames frames;
	struct frame frame;
	int ends[2];
	char bytes[64] = { 'R', 3 };

	for (int i = 0; i < 3; i++) {
		uint32_t size = i == 0 ? 0xFFFFFFFF : 24, length = i == 1 ? 4000 : 3;

		memcpy(bytes + 4, &size, 4);
		memcpy(bytes + 16, &length, 4);
		if (i == 2)
			bytes[0] = '?';
		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], bytes, 40), 40);
		close(ends[1]);
		frames_open(test->arena, &frames, ends[0]);
		assert_int_equal(frames_next(&frames, 1000, &frame), FRAME_BAD);
		close(ends[0]);
	}
}

/* FLT-04: asked to stop before it has so much as begun, it answers all the same */
static void
stopped_at_birth_it_answers(void **state)
{
	struct test *test = *state;
	struct helper helper;
	struct frame frame;
	struct error error = { .status = STATUS_OK };
	bool later = false;

	assert_int_equal(helper_start(test->arena, &helper, "task=none\n", &error), STATUS_OK);
	helper_stop(&helper);
	assert_int_equal(helper_next(&helper, 10000, &frame, &later, &error), STATUS_FAILED);
	assert_string_equal(error.key, "exchange.job");
	helper_end(&helper);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_test, close_test)
	const struct CMUnitTest tests[] = {
		TEST(cells_are_written_safely),
		TEST(encodings_are_told_apart),
		TEST(separators_are_guessed),
		TEST(lines_are_those_of_the_file),
		TEST(a_long_cell_is_the_line_s_own_fault),
		TEST(largest_file_is_read),
		TEST(hostile_text_is_refused_by_name),
		TEST(what_is_no_file_is_refused),
		TEST(broken_frames_are_seen),
		TEST(stopped_at_birth_it_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
