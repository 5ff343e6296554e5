/* Text from people is data (decision 11): cleaned, measured, cut, folded, whatever the bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define FFFD "\xEF\xBF\xBD"

static struct arena *arena;

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
test_clean_leaves_clean_text_alone(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",     "DUPONT",    "Éric Lefèvre, D'Ørjan", "Nuñez 250 €",
		"日本", "e\xCC\x81", "Straße ŁÓDŹ",           "a\u00a0b"
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_ptr_equal(text_clean(arena, texts[i]), texts[i]);
}

static void
test_clean_replaces_what_acts_on_a_terminal(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "a\x1b[2Jb", "a" FFFD "[2Jb" },
		{ "\x07", FFFD },
		{ "line\nnext", "line" FFFD "next" },
		{ "tab\there", "tab" FFFD "here" },
		{ "del\x7f", "del" FFFD },
		{ "c1\xC2\x9B"
		  "31m",
		  "c1" FFFD "31m" },
		{ "bidi\u202Eabc", "bidi" FFFD "abc" },
		{ "iso\u2066late\u2069", "iso" FFFD "late" FFFD },
		{ "zero\u200Bwidth", "zero" FFFD "width" },
		{ "bom\uFEFF", "bom" FFFD },
		{ "soft\u00ADhyphen", "soft" FFFD "hyphen" },
		{ "private\uE000", "private" FFFD },
		{ "line\u2028sep", "line" FFFD "sep" },
		{ "filler\u3164x", "filler" FFFD "x" },
		{ "tag\U000E0041", "tag" FFFD },
		{ "unassigned\u0378", "unassigned" FFFD },
		{ "bad\xff\xfeutf", "bad" FFFD FFFD "utf" },
		{ "short\xC3", "short" FFFD },
		{ "short\xE2\x82", "short" FFFD FFFD },
		{ "over\xC0\xAFlong", "over" FFFD FFFD "long" },
		{ "surrogate\xED\xA0\x80", "surrogate" FFFD FFFD FFFD },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(text_clean(arena, pairs[i][0]), pairs[i][1]);
}

static void
test_clean_keeps_two_marks(void **state)
{
	(void)state;
	assert_string_equal(text_clean(arena, "a\u0301\u0302\u0303\u0304b\u0301"),
			    "a\u0301\u0302b\u0301");
	/* A mark that leads would sit on what the terminal shows before the text. */
	assert_string_equal(text_clean(arena, "\u0301a"), "a");
}

static void
test_valid(void **state)
{
	(void)state;
	assert_true(text_valid(""));
	assert_true(text_valid("Éric 日本"));
	assert_false(text_valid("a\nb"));
	assert_false(text_valid("a\x1b"));
	assert_false(text_valid("a\xC2\x85"));
	assert_false(text_valid("\xff"));
	assert_false(text_valid("a\xC3"));
}

static void
test_widths(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("DUPONT"), 6);
	assert_int_equal(text_width("Éric"), 4);
	assert_int_equal(text_width("e\u0301"), 1);
	assert_int_equal(text_width("日本"), 4);
	assert_int_equal(text_width("1\u00a0250,00"), 8);
	assert_int_equal(text_width("…"), 1);
	assert_int_equal(text_length("e\u0301日x"), 3);
	assert_int_equal(text_length(""), 0);
}

static void
test_fit(void **state)
{
	(void)state;
	assert_int_equal(text_fit("abcdef", 3), 3);
	assert_int_equal(text_fit("abc", 10), 3);
	assert_int_equal(text_fit("abc", 0), 0);
	assert_int_equal(text_fit("日本", 3), 3); /* half a wide character does not fit */
	assert_int_equal(text_fit("e\u0301x", 1), 3);
	assert_int_equal(text_fit("abc", -5), 0);
}

static void
test_pad_and_cut(void **state)
{
	(void)state;
	assert_string_equal(text_pad(arena, "ab", 5, false), "ab   ");
	assert_string_equal(text_pad(arena, "ab", 5, true), "   ab");
	assert_string_equal(text_pad(arena, "Éric", 6, false), "Éric  ");
	assert_string_equal(text_pad(arena, "DUPONT Éric", 9, false), "DUPONT É…");
	assert_string_equal(text_pad(arena, "日本語", 4, false), "日… "); /* still 4 wide */
	assert_string_equal(text_pad(arena, "ab", 0, false), "");
	assert_string_equal(text_cut(arena, "DUPONT Éric", 9, false), "DUPONT É…");
	assert_string_equal(text_cut(arena, "7002001234567890123", 9, true), "…67890123");
	assert_string_equal(text_cut(arena, "short", 9, true), "short");
	assert_string_equal(text_cut(arena, "ab", 1, false), "…");
	assert_string_equal(text_cut(arena, "ab", 0, true), "");
	assert_string_equal(text_cut(arena, "ab", -1, false), "");
	const char *exact = "exact";
	assert_ptr_equal(text_pad(arena, exact, 5, false), exact);
}

static void
test_next_and_previous(void **state)
{
	(void)state;
	const char *text = "ae\u0301日\U0001F1E7\U0001F1EAz"; /* a é 日 a flag z */
	const size_t sizes[] = { 1, 3, 3, 8, 1 };
	size_t at = 0;
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(text_next(text, at), sizes[i]);
		at += sizes[i];
		assert_int_equal(text_previous(text, at), sizes[i]);
	}
	assert_int_equal(text_next(text, at), 0);
	assert_int_equal(text_previous(text, 0), 0);
}

static void
assert_wrapped(const char *text, int columns, const char *const *lines, size_t expected)
{
	size_t count;
	const char *const *got = text_wrap(arena, text, columns, &count);
	assert_int_equal(count, expected);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(got[i], lines[i]);
}

static void
test_wrap(void **state)
{
	(void)state;
	assert_wrapped("", 10, (const char *const[]){ "" }, 1);
	assert_wrapped("one two three", 8, (const char *const[]){ "one two", "three" }, 2);
	assert_wrapped("one   two", 4, (const char *const[]){ "one", "two" }, 2);
	assert_wrapped("abcdefghij", 4, (const char *const[]){ "abcd", "efgh", "ij" }, 3);
	assert_wrapped("a\n\nb", 9, (const char *const[]){ "a", "", "b" }, 3);
	assert_wrapped("été à Liège", 6, (const char *const[]){ "été à", "Liège" }, 2);
	assert_wrapped("exact fit", 5, (const char *const[]){ "exact", "fit" }, 2);
	assert_wrapped("日本", 1, (const char *const[]){ "日", "本" }, 2); /* never stands still */
}

static void
test_composed(void **state)
{
	(void)state;
	const char *already = "Éric Lefèvre";
	assert_ptr_equal(text_nfc(arena, already), already);
	assert_string_equal(text_nfc(arena, "E\u0301ric"), "Éric");
	assert_string_equal(text_nfc(arena, "\u212B"), "Å");
	assert_string_equal(text_nfc(arena, "a\xFF"
					    "E\u0301"),
			    "a" FFFD "É");
}

static void
test_trim_and_upper(void **state)
{
	(void)state;
	assert_string_equal(text_trim(arena, " \t\u00a0\u202f Éric\u3000\r\n"), "Éric");
	assert_string_equal(text_trim(arena, "\u00a0 "), "");
	assert_string_equal(text_trim(arena, "a  b"), "a  b");
	assert_string_equal(text_trim(arena, "\uFEFFa"), "a");
	assert_string_equal(text_upper(arena, "éric æß ñ 1-abc"), "ÉRIC ÆSS Ñ 1-ABC");
	assert_string_equal(text_upper(arena, ""), "");
}

static void
test_fold(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "  Lefèvre, D'Éric", "LEFEVRE D ERIC" },
		{ "Ørjan SÆTHER", "ORJAN SAETHER" },
		{ "Weiß", "WEISS" },
		{ "Łódź", "LODZ" },
		{ "Œuvre", "OEUVRE" },
		{ "NUÑEZ", "NUNEZ" },
		{ "Íñigo", "INIGO" },
		{ "E\u0301ric", "ERIC" },
		{ "ﬁn", "FIN" },
		{ "２０２６", "2026" },
		{ "1-ABC-123", "1 ABC 123" },
		{ "---", "" },
		{ "", "" },
		{ "A\u00a0\u00a0B", "A B" },
		{ "bad\xFFutf", "BAD UTF" },
		{ "Đorđe Þór", "DORDE THOR" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_string_equal(text_fold(arena, pairs[i][0]), pairs[i][1]);
	const char *already = "DUPONT ERIC 2";
	assert_ptr_equal(text_fold(arena, already), already);
	assert_true(text_equal_fold("Éric  Dupont", "eric-dupont"));
	assert_false(text_equal_fold("Éric", "Erika"));
}

static void
test_cp1252(void **state)
{
	(void)state;
	const char bytes[] = "\xC9ric 5\x80 \x8C\x81";
	assert_string_equal(text_from_cp1252(arena, bytes, sizeof bytes - 1), "Éric 5€ Œ" FFFD);
	assert_string_equal(text_from_cp1252(arena, "a\0b", 3), "a" FFFD "b");
	assert_string_equal(text_from_cp1252(arena, "", 0), "");
}

static void
test_json(void **state)
{
	(void)state;
	assert_string_equal(text_json(arena, "Éric \"x\" \\ \n\t"),
			    "\"Éric \\\"x\\\" \\\\ \\n\\t\"");
	assert_string_equal(text_json(arena, "\x1b[2J\x7f\xC2\x9B"),
			    "\"\\u001b[2J\\u007f\\u009b\"");
	assert_string_equal(text_json(arena, "\u202E\U000E0041"), "\"\\u202e\\udb40\\udc41\"");
	assert_string_equal(text_json(arena, "\xFF"), "\"\\ufffd\"");
	assert_string_equal(text_json(arena, ""), "\"\"");
}

static void
test_builder(void **state)
{
	(void)state;
	struct builder builder = { .arena = arena };
	assert_string_equal(builder_text(&builder), "");
	builder_add(&builder, "");
	assert_string_equal(builder_text(&builder), "");
	for (int i = 0; i < 1000; i++)
		builder_format(&builder, "%03d", i);
	assert_int_equal(builder.size, 3000);
	assert_memory_equal(builder.text + 2997, "999", 4);
	builder_add_bytes(&builder, "xyz", 2);
	assert_string_equal(builder_text(&builder) + 2997, "999xy");
}

/* Properties, on texts made at random of the pieces that go wrong.  Each text ends right before a
 * page that cannot be read, so that reading past its end is found. */

static const char *const pieces[] = {
	"a",      "Z",      " ",      "é",      "e\u0301", "\u0301", "\u0302",     "日",
	"\u00a0", "\u200B", "\u202E", "\uE000", "\x1b",    "\n",     "\x7f",       "\xC3",
	"\xE2",   "\x82",   "\xF0",   "\x9F",   "\xFF",    "\xC0",   "\U0001F600", "\U0001F1E7",
	"\u0915", "\u094D", "\u0937", "\u1100", "\u1161",  "\u11A8", "ß",          "Ø",
	"\uFE0F", "\u200D", "ﬃ",      "\u0345", "7",       "-",      "\"",         "\\",
};

struct guarded {
	char *page;
	size_t size;
};

static const char *
random_text(const struct guarded *guarded, size_t most)
{
	char text[512];
	size_t size = 0;
	for (size_t i = (size_t)rand() % most; i > 0; i--) {
		const char *piece = pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)];
		memcpy(text + size, piece, strlen(piece));
		size += strlen(piece);
	}
	text[size++] = '\0';
	return memcpy(guarded->page + guarded->size - size, text, size);
}

static bool
is_clean(const char *text)
{
	return text_valid(text) && text_clean(arena, text) == text;
}

static void
check_text(const char *text)
{
	int columns = rand() % 12;
	size_t count, length = strlen(text);
	const char *clean = text_clean(arena, text);
	assert_true(is_clean(clean));
	assert_true(text_fit(text, columns) <= length);
	assert_true(is_clean(text_cut(arena, clean, columns, rand() % 2)));
	assert_true(text_width(text_cut(arena, clean, columns, rand() % 2)) <= columns);
	assert_int_equal(text_width(text_pad(arena, clean, columns, rand() % 2)), columns);
	assert_true(text_width(text_pad(arena, text, columns, rand() % 2)) <= columns);
	assert_true(text_valid(text_fold(arena, text)));
	const char *folded = text_fold(arena, text);
	assert_string_equal(text_fold(arena, folded), folded);
	assert_true(strstr(folded, "  ") == NULL);
	const char *composed = text_nfc(arena, clean);
	assert_string_equal(text_nfc(arena, composed), composed);
	text_trim(arena, text);
	text_upper(arena, text);
	assert_true(text_valid(text_json(arena, text)));
	assert_true(text_valid(text_from_cp1252(arena, text, 0)));
	const char *const *lines = text_wrap(arena, clean, columns, &count);
	for (size_t i = 0; i < count; i++)
		assert_true(text_width(lines[i]) <= (columns < 1 ? 1 : columns) ||
			    text_length(lines[i]) == 1); /* nothing narrower could stand */
}

static void
check_steps(const char *text)
{
	size_t starts[600], count = 0;
	for (size_t at = 0; text[at] != '\0'; at += text_next(text, at)) {
		assert_true(count < 600);
		starts[count++] = at;
	}
	assert_int_equal(text_length(text), count);
	size_t at = strlen(text);
	while (count > 0) {
		at -= text_previous(text, at);
		assert_int_equal(at, starts[--count]);
	}
}

static void
test_properties(void **state)
{
	(void)state;
	const char *given = getenv("SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10)
				      : (unsigned)time(NULL) ^ (unsigned)getpid();
	print_message("# seed %u (SEED=%u repeats it)\n", seed, seed);
	srand(seed);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory =
	    mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	assert_int_equal(mprotect(memory + page, page, PROT_NONE), 0);
	struct guarded guarded = { .page = memory, .size = page };
	for (int round = 0; round < 20000; round++) {
		check_text(random_text(&guarded, 40));
		check_steps(random_text(&guarded, 12));
		arena_reset(arena);
	}
	munmap(memory, 2 * page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean_leaves_clean_text_alone),
		cmocka_unit_test(test_clean_replaces_what_acts_on_a_terminal),
		cmocka_unit_test(test_clean_keeps_two_marks),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_pad_and_cut),
		cmocka_unit_test(test_next_and_previous),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_composed),
		cmocka_unit_test(test_trim_and_upper),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_cp1252),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_builder),
		cmocka_unit_test(test_properties),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
