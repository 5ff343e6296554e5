/* A workbook as other programs read it. */
#include "files/private.h"
#include "outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum { COLUMNS = 9 };

static const struct heading headings[COLUMNS] = {
	{ .text = "Conducteur", .type = TYPE_TEXT, .width = 20 },
	{ .text = "Plafond", .type = TYPE_MONEY },
	{ .text = "Litres", .type = TYPE_QUANTITY },
	{ .text = "Rang", .type = TYPE_INT },
	{ .text = "Expire", .type = TYPE_DATE },
	{ .text = "Bloquée le", .type = TYPE_STAMP },
	{ .text = "État", .type = TYPE_CHOICE, .vocabulary = "state" },
	{ .text = "Carte", .type = TYPE_CARD },
	{ .text = "Saisie", .type = TYPE_BOOL },
};

/* The same row again and again, or one text after the other. */
struct rows {
	struct value values[COLUMNS + 1]; /* the last one is the product, which no column shows */
	const char *const *texts;
	int64_t left;
};

static const struct value *
next(void *context)
{
	struct rows *rows = context;

	if (rows->texts) {
		rows->values[0] = value_text(TYPE_TEXT, *rows->texts);
		return *rows->texts++ ? rows->values : NULL;
	}
	return rows->left-- > 0 ? rows->values : NULL;
}

static struct rows
usual_rows(int64_t count)
{
	return (struct rows){
		.values = { value_text(TYPE_TEXT, "DUPONT Éric"), value_number(TYPE_MONEY, -125050),
			    value_number(TYPE_QUANTITY, 55125), value_number(TYPE_INT, 3),
			    value_text(TYPE_DATE, "2028-02-29"),
			    value_text(TYPE_STAMP, "2026-07-20T14:41:30Z"),
			    value_choice("state", "blocked"),
			    value_text(TYPE_CARD, "7002000102345000015"),
			    value_number(TYPE_BOOL, 1), value_choice("product", "fleet") },
		.left = count,
	};
}

static struct table
usual_table(struct rows *rows)
{
	return (struct table){ .lang = lang_get("fr"),
			       .title = "État: [de] parc/2026",
			       .author = "LEROY Marie",
			       .about = "",
			       .created = 1795185660, /* 2026-11-20T15:41 in Brussels */
			       .columns = headings,
			       .count = COLUMNS,
			       .product = COLUMNS,
			       .product_heading = "Produit",
			       .product_vocabulary = "product",
			       .state = 6,
			       .state_vocabulary = "state",
			       .next = next,
			       .context = rows,
			       .rows_a_sheet = 1048575 };
}

struct test {
	struct arena *arena;
	char path[64];
};

static int
open_test(void **state)
{
	struct test *test = calloc(1, sizeof *test);

	setenv("TZ", "Europe/Brussels", 1);
	test->arena = arena_new();
	strcpy(test->path, "/tmp/guichet-sheet-XXXXXX");
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

/* Writes a table and tells how a script reads it. */
static const char *
read_back(struct test *test, const struct table *table, const char *script)
{
	struct error error = { .status = STATUS_OK };
	int64_t rows = 0;

	assert_int_equal(table_write_sheet(table, test->path, &rows, &error), STATUS_OK);
	return outside_python(test->arena, script, test->path);
}

#define OPEN                                                                             \
	"import openpyxl, sys\nbook = openpyxl.load_workbook(open(sys.argv[1], 'rb'))\n" \
	"sheet = book.worksheets[0]\n"

/* FLT-02: real dates, numbers and text */
static void
cells_are_what_they_are(void **state)
{
	struct rows rows = usual_rows(1);
	const struct table table = usual_table(&rows);
	const char *cells = read_back(
	    *state, &table, OPEN "for c in sheet[2]: print(repr(c.value), c.number_format)");

	assert_string_equal(cells, "'DUPONT Éric' @\n"
				   "-1250.5 #,##0.00\n"
				   "55.125 #,##0.00\n"
				   "3 0\n"
				   "datetime.datetime(2028, 2, 29, 0, 0) dd/mm/yyyy\n"
				   "datetime.datetime(2026, 7, 20, 16, 41, 30) dd/mm/yyyy hh:mm\n"
				   "'BLOQUÉE' General\n"
				   "'7002000102345000015' @\n"
				   "'oui' General\n");
}

/* FLT-02: header frozen, filters on, column widths fit; title, author, date */
static void
sheet_is_ready_to_use(void **state)
{
	struct rows rows = usual_rows(3);
	const struct table table = usual_table(&rows);
	const char *facts =
	    read_back(*state, &table,
		      OPEN "print(book.sheetnames, sheet.dimensions, sheet.freeze_panes)\n"
			   "print(sheet.auto_filter.ref, sheet.print_title_rows)\n"
			   "p = book.properties\n"
			   "print(p.title, '/', p.creator, '/', p.created)\n"
			   "for c in sheet[1]:\n"
			   "    w = sheet.column_dimensions[c.column_letter].width\n"
			   "    assert w >= len(c.value) + 3 and c.font.b, (c.value, w)\n"
			   "assert sheet.column_dimensions['A'].width >= 20\n"
			   "assert sheet.column_dimensions['H'].width >= 20\n");

	assert_string_equal(facts, "['État   de  parc 2026', 'Synthèse'] A1:I4 B2\n"
				   "A1:I4 $1:$1\n"
				   "État: [de] parc/2026 / LEROY Marie / 2026-11-20 14:41:00\n");
}

/* FLT-02: a summary sheet with counts and a chart */
static void
summary_counts(void **state)
{
	struct rows rows = usual_rows(7);
	const struct table table = usual_table(&rows);
	const char *summary = read_back(*state, &table,
					OPEN "s = book['Synthèse']\n"
					     "for row in s.iter_rows(values_only=True): print(*[c "
					     "for c in row if c is not None], sep=';')\n"
					     "print(len(s._charts), len(s._charts[0].ser))\n");

	assert_string_equal(summary, "État: [de] parc/2026\n"
				     "Établi le;2026-11-20 15:41:00\n"
				     "Par;LEROY Marie\n"
				     "Filtres;aucun\n"
				     "Lignes;7\n"
				     "\n"
				     "Produit;BLOQUÉE;Total\n"
				     "Carte de parc;7;7\n"
				     "Total;7;7\n"
				     "1 1\n");
}

/* FLT-03: whatever it begins with, text stays text, to the last character */
static void
text_is_never_a_formula(void **state)
{
	struct test *test = *state;
	static const char *const texts[] = { "=1+1",
					     "+32470123456",
					     "-2+3",
					     "@SUM(A1)",
					     "=cmd|' /C calc'!A0",
					     "<b>&amp;\"",
					     "_x0041_",
					     " blanks  ",
					     "a_b_x12_c",
					     "ŁÓDŹ ÆØÅ €uro \U0001F69A",
					     "two\nlines",
					     "\U0001F69A=1+1",
					     "00123",
					     "1e5",
					     "TRUE",
					     "#N/A",
					     "x",
					     NULL };
	struct rows rows = usual_rows(0);
	const struct table table = usual_table(&rows);
	const char *read = NULL;
	struct builder expected = { .arena = test->arena };

	rows.texts = texts;
	read = read_back(test, &table,
			 OPEN "for row in sheet.iter_rows(min_row=2):\n"
			      "    assert row[0].data_type == 's', row[0].value\n"
			      "    print(row[0].value.replace('\\n', '|'))\n");
	for (const char *const *text = texts; *text; text++)
		builder_format(&expected, "%s\n",
			       strcmp(*text, "_x0041_") == 0      ? "_x005F_x0041_"
			       : strcmp(*text, "two\nlines") == 0 ? "two|lines"
								  : *text);
	assert_string_equal(read, builder_text(&expected));
}

/* F20: what a terminal would obey is not in the file, nor what XML forbids */
static void
controls_are_shown(void **state)
{
	static const char *const texts[] = { "a\x1b[2Jb",
					     "c\x01\x02",
					     "d\xC2\x9B"
					     "e",
					     "f\xE2\x80\xAEg",
					     "bad\xFFutf",
					     NULL };
	struct rows rows = usual_rows(0);
	const struct table table = usual_table(&rows);

	rows.texts = texts;
	assert_string_equal(read_back(*state, &table,
				      OPEN
				      "for row in sheet.iter_rows(min_row=2): print(row[0].value)"),
			    "a\uFFFD[2Jb\nc\uFFFD\uFFFD\nd\uFFFDe\nf\uFFFDg\nbad\uFFFDutf\n");
}

static void
long_text_is_cut_where_the_format_ends(void **state)
{
	struct test *test = *state;
	char *text = arena_alloc(test->arena, 100001);
	const char *texts[] = { text, NULL };
	struct rows rows = usual_rows(0);
	const struct table table = usual_table(&rows);

	for (int i = 0; i < 100000; i += 2)
		memcpy(text + i, "é", 2);
	rows.texts = texts;
	assert_string_equal(
	    read_back(test, &table, OPEN "v = sheet['A2'].value\nprint(len(v), set(v))"),
	    "32767 {'é'}\n");
}

/* Cells that are not there leave no trace, and those after them stand in their own columns. */
static void
gaps_stay_gaps(void **state)
{
	struct rows rows = usual_rows(2);
	const struct table table = usual_table(&rows);

	for (size_t i = 0; i < COLUMNS; i++)
		rows.values[i].known = i == 3 || i == 4 || i == 8;
	rows.values[7] = value_text(TYPE_CARD, "");
	assert_string_equal(
	    read_back(*state, &table,
		      OPEN
		      "print([c.coordinate for row in sheet.iter_rows(min_row=2) for c in row if "
		      "c.value is not None])"),
	    "['D2', 'E2', 'I2', 'D3', 'E3', 'I3']\n");
}

/* FLT-02: a file over the rows of a sheet goes on in a next sheet */
static void
rows_go_on_in_a_next_sheet(void **state)
{
	struct rows rows = usual_rows(25);
	struct table table = usual_table(&rows);

	table.rows_a_sheet = 10;
	assert_string_equal(
	    read_back(*state, &table,
		      OPEN "for s in book.worksheets:\n"
			   "    print(s.title, s.dimensions, s.auto_filter.ref, s['A1'].value)\n"
			   "print(book.worksheets[3]['B5'].value, book.active.title)"),
	    "État   de  parc 2026 A1:I11 A1:I11 Conducteur\n"
	    "État   de  parc 2026 2 A1:I11 A1:I11 Conducteur\n"
	    "État   de  parc 2026 3 A1:I6 A1:I6 Conducteur\n"
	    "Synthèse A1:C9 None État: [de] parc/2026\n"
	    "25 État   de  parc 2026\n");
}

static void
no_row_is_a_file_too(void **state)
{
	struct rows rows = usual_rows(0);
	const struct table table = usual_table(&rows);

	assert_string_equal(read_back(*state, &table,
				      OPEN "print(sheet.dimensions, sheet.auto_filter.ref, "
					   "book['Synthèse']['B5'].value)"),
			    "A1:I1 A1:I1 0\n");
}

/* Rows none of which is like the one before, and texts that are gone once the next is asked for; of
 * some lots they are longer than a lot usually holds. */
struct fleeting {
	struct rows rows;
	struct value row[COLUMNS + 1];
	char name[1300];
	int64_t given, most;
};

static bool
fill_fleeting(void *context, struct value *row)
{
	struct fleeting *fleeting = context;
	int64_t number = fleeting->given;

	if (number == fleeting->most)
		return false;
	fleeting->given++;
	memcpy(row, fleeting->rows.values, sizeof fleeting->rows.values);
	memset(fleeting->name, 'x', sizeof fleeting->name);
	(void)snprintf(fleeting->name, sizeof fleeting->name, "DUPONT %0*d", (int)(number % 1200),
		       (int)number);
	row[0] = value_text(TYPE_TEXT, fleeting->name);
	row[1].known = number % 3 != 0;
	row[3].number = number;
	return true;
}

static const struct value *
next_fleeting(void *context)
{
	struct fleeting *fleeting = context;

	return fill_fleeting(fleeting, fleeting->row) ? fleeting->row : NULL;
}

/* Several blocks of the deflater, several lots of rows: read ahead or not, the same bytes. */
static void
bytes_do_not_depend_on_the_reader(void **state)
{
	struct test *test = *state;
	size_t size = 0, other_size = 0;
	char *bytes = NULL, *other = NULL;

	for (int thread = 0; thread < 2; thread++) {
		struct fleeting fleeting = { .rows = usual_rows(0), .most = 20001 };
		struct table table = usual_table(&fleeting.rows);
		struct ahead *ahead = NULL;

		table.next = next_fleeting;
		table.context = &fleeting;
		if (thread)
			assert_non_null(ahead = ahead_open(&table, fill_fleeting, &fleeting,
							   fleeting.rows.values, COLUMNS + 1));
		assert_string_equal(
		    read_back(test, &table,
			      "import zipfile, sys\nz = zipfile.ZipFile(sys.argv[1])\n"
			      "assert z.testzip() is None\n"
			      "print(z.read('xl/worksheets/sheet1.xml').count(b'<row '))"),
		    "20002\n");
		ahead_close(&ahead);
		other = bytes;
		other_size = size;
		bytes = outside_read(test->arena, test->path, &size);
	}
	assert_int_equal(size, other_size);
	assert_memory_equal(bytes, other, size);
}

/* Whoever writes may go away at any row: the reader waits for nobody, and reads on for nobody. */
static void
nobody_reads_on_for_nobody(void **state)
{
	(void)state;
	for (int64_t wanted = 0; wanted < 2000; wanted += 111) {
		struct fleeting fleeting = { .rows = usual_rows(0), .most = INT32_MAX };
		struct table table = usual_table(&fleeting.rows);
		struct ahead *ahead =
		    ahead_open(&table, fill_fleeting, &fleeting, fleeting.rows.values, COLUMNS + 1);

		assert_non_null(ahead);
		for (int64_t i = 0; i < wanted; i++)
			assert_int_equal(table.next(table.context)[3].number, i);
		ahead_close(&ahead);
		assert_true(fleeting.given - wanted <= 512);
	}
}

/* F7: a full disk is told, with its reason */
static void
full_disk_is_told(void **state)
{
	struct test *test = *state;
	const struct rlimit small = { .rlim_cur = 64 * 1024, .rlim_max = RLIM_INFINITY };
	struct rlimit before;
	struct rows rows = usual_rows(50000);
	const struct table table = usual_table(&rows);
	struct error error = { .status = STATUS_OK };
	int64_t count = 0;
	enum status status;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	status = table_write_sheet(&table, test->path, &count, &error);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(status, STATUS_FAILED);
	assert_string_equal(error.key, "exchange.write");
	assert_true(rows.left > 0); /* and reading went no further than it had to */
}

/* ZIP64 where a member needs it, and only there. */
static void
a_member_may_be_over_4_gib(void **state)
{
	enum { PIECE = 64 * 1024, PIECES = 65540 };
	struct test *test = *state;
	char *piece = arena_alloc(test->arena, PIECE);
	struct pack *pack = NULL;
	struct error error = { .status = STATUS_OK };

	memset(piece, 'a', PIECE);
	assert_int_equal(pack_open(&pack, test->path, &error), STATUS_OK);
	pack_begin(pack, "first");
	pack_fixed(pack, "hello world", 11);
	pack_fix(pack, 6, "there", 5);
	pack_text(pack, piece, 3);
	assert_true(pack_end(pack));
	pack_begin(pack, "big");
	for (int i = 0; i < PIECES; i++)
		pack_text(pack, piece, PIECE);
	assert_true(pack_end(pack));
	pack_begin(pack, "last");
	pack_text(pack, "x", 1);
	assert_true(pack_end(pack));
	assert_int_equal(pack_close(&pack, test->path, &error), STATUS_OK);
	assert_string_equal(
	    outside_python(
		test->arena,
		"import zipfile, sys\nz = zipfile.ZipFile(sys.argv[1])\n"
		"print([(i.filename, i.file_size, i.extract_version) for i in z.infolist()])\n"
		"print(z.read('first'), z.open('big').read(5), z.read('last'))",
		test->path),
	    "[('first', 14, 20), ('big', 4295229440, 45), ('last', 1, 20)]\n"
	    "b'hello thereaaa' b'aaaaa' b'x'\n");
}

static void
folder_that_is_not_there(void **state)
{
	struct rows rows = usual_rows(1);
	const struct table table = usual_table(&rows);
	struct error error = { .status = STATUS_OK };
	int64_t count = 0;

	(void)state;
	assert_int_equal(table_write_sheet(&table, "/nowhere/at/all.xlsx", &count, &error),
			 STATUS_FAILED);
	assert_string_equal(error.key, "exchange.write");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_test, close_test)
	const struct CMUnitTest tests[] = {
		TEST(cells_are_what_they_are),
		TEST(sheet_is_ready_to_use),
		TEST(summary_counts),
		TEST(text_is_never_a_formula),
		TEST(controls_are_shown),
		TEST(long_text_is_cut_where_the_format_ends),
		TEST(gaps_stay_gaps),
		TEST(rows_go_on_in_a_next_sheet),
		TEST(no_row_is_a_file_too),
		TEST(bytes_do_not_depend_on_the_reader),
		TEST(full_disk_is_told),
		TEST(a_member_may_be_over_4_gib),
		TEST(nobody_reads_on_for_nobody),
		TEST(folder_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
