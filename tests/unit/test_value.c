/* What people type, and what they are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/error.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <guichet/value.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NB "\u00a0"

static struct arena *arena;

static int
set_up(void **state)
{
	(void)state;
	setenv("TZ", "Europe/Brussels", 1);
	tzset();
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

struct reading {
	const char *typed;
	const char *raw; /* value_raw of what was read, or NULL with the reason */
	const char *key;
};

static void
assert_readings(enum type type, const struct reading *readings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct value value;
		const char *key = NULL;
		bool good = value_parse(arena, type, readings[i].typed, &value, &key);
		if (good != (readings[i].raw != NULL))
			print_error("%s \"%s\"\n", type_name(type), readings[i].typed);
		assert_int_equal(good, readings[i].raw != NULL);
		assert_int_equal(value.type, type);
		if (good) {
			assert_string_equal(value_raw(arena, &value), readings[i].raw);
			assert_int_equal(value.known, readings[i].raw[0] != '\0');
		} else {
			assert_false(value.known);
			assert_string_equal(key, readings[i].key);
		}
	}
}

#define ASSERT_READINGS(type, ...)                                     \
	assert_readings(type, (const struct reading[]){ __VA_ARGS__ }, \
			sizeof(const struct reading[]){ __VA_ARGS__ } / sizeof(struct reading))

static void
test_money(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_MONEY, { "250", "25000", NULL }, { "250,00", "25000", NULL },
			{ "250.00 EUR", "25000", NULL }, { "1 000,00", "100000", NULL },
			{ "1" NB "000,00 €", "100000", NULL }, { "1\u202f000", "100000", NULL },
			{ "1.000,50", "100050", NULL }, { "1,000.50", "100050", NULL },
			{ "1.000", "100000", NULL }, { "1,000", "100000", NULL },
			{ "1.000.000", "100000000", NULL }, { "0,5", "50", NULL },
			{ ",5", "50", NULL }, { "-12,30", "-1230", NULL }, { "+3", "300", NULL },
			{ "1'250.00", "125000", NULL }, { "", "", NULL }, { "  ", "", NULL },
			{ "abc", NULL, "error.money" }, { "1,2,3", NULL, "error.money" },
			{ "12,345,6", NULL, "error.money" }, { "1..2", NULL, "error.money" },
			{ "250,0000", NULL, "error.money" }, { "-", NULL, "error.money" },
			{ "EUR", NULL, "error.money" }, { "1e5", NULL, "error.money" },
			{ "9999999999999999", NULL, "error.money" },
			{ "1.00,00", NULL, "error.money" }, { "=1+1", NULL, "error.money" });
}

static void
test_quantity_and_int(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_QUANTITY, { "45,123", "45123", NULL }, { "45.5", "45500", NULL },
			{ "1 045,5", "1045500", NULL }, { "45", "45000", NULL },
			{ "45,1234", NULL, "error.quantity" });
	ASSERT_READINGS(TYPE_INT, { "25", "25", NULL }, { "1 000", "1000", NULL },
			{ "120.000", "120000", NULL }, { "-3", "-3", NULL },
			{ "2,5", NULL, "error.int" }, { "x", NULL, "error.int" });
}

static void
test_bool(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_BOOL, { "yes", "1", NULL }, { "OUI", "1", NULL }, { "ja", "1", NULL },
			{ "o", "1", NULL }, { "j", "1", NULL }, { "y", "1", NULL },
			{ "no", "0", NULL }, { "Non", "0", NULL }, { "nee", "0", NULL },
			{ "n", "0", NULL }, { "1", "1", NULL }, { "0", "0", NULL },
			{ "maybe", NULL, "error.bool" });
}

static void
test_dates(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_DATE, { "2026-11-20", "2026-11-20", NULL },
			{ "20/11/2026", "2026-11-20", NULL }, { "20-11-2026", "2026-11-20", NULL },
			{ "20.11.2026", "2026-11-20", NULL }, { "1/2/2026", "2026-02-01", NULL },
			{ "20/11/26", "2026-11-20", NULL }, { "29/02/2028", "2028-02-29", NULL },
			{ "29/02/2026", NULL, "error.date" }, { "31/04/2026", NULL, "error.date" },
			{ "2026-13-01", NULL, "error.date" }, { "20/11", NULL, "error.date" },
			{ "20/11/2026 ", "2026-11-20", NULL },
			{ "20/11/2026x", NULL, "error.date" }, { "0/1/2026", NULL, "error.date" },
			{ "20/11/126", NULL, "error.date" });
	ASSERT_READINGS(TYPE_MONTH, { "2026-11", "2026-11", NULL }, { "11/2026", "2026-11", NULL },
			{ "1/2027", "2027-01", NULL }, { "11/26", "2026-11", NULL },
			{ "13/2026", NULL, "error.month" }, { "2026", NULL, "error.month" },
			{ "2026-00", NULL, "error.month" }, { "20/11/2026", NULL, "error.month" });
	ASSERT_READINGS(TYPE_STAMP, { "2026-11-20T14:41:00Z", "2026-11-20T14:41:00Z", NULL },
			{ "20/11/2026 15:41", "2026-11-20T14:41:00Z", NULL },
			{ "2026-07-01T08:00", "2026-07-01T06:00:00Z", NULL },
			{ "20/11/2026", "2026-11-19T23:00:00Z", NULL },
			{ "20/11/2026 25:00", NULL, "error.stamp" },
			{ "soon", NULL, "error.stamp" });
}

/* CARD-09 */
static void
test_cards(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_CARD, { "7002000000510000002", "7002000000510000002", NULL },
			{ "7002 0000 0051 0000 374", "7002000000510000374", NULL },
			{ " 7002-0000-0051-0000-374", "7002000000510000374", NULL },
			{ "7002" NB "0000" NB "0051" NB "0000374", "7002000000510000374", NULL },
			{ "7002000000510000003", NULL, "error.card_luhn" },
			{ "700200000051000037", NULL, "error.card" },
			{ "70020000005100003740", NULL, "error.card" },
			{ "7002O00000510000374", NULL, "error.card" },
			{ "carte 7002000000510000374", NULL, "error.card" });
}

static void
test_words(void **state)
{
	(void)state;
	ASSERT_READINGS(TYPE_TEXT, { "  Éric ", "Éric", NULL }, { "E\u0301ric", "Éric", NULL },
			{ "two\nlines", "two\nlines", NULL }, { "\x1b[2J", NULL, "error.text" },
			{ "bad\xFF", NULL, "error.text" }, { "c1\xC2\x9B", NULL, "error.text" },
			{ "\x7f", NULL, "error.text" });
	ASSERT_READINGS(TYPE_CHOICE, { " Theft ", "theft", NULL });
	ASSERT_READINGS(TYPE_PLATE, { " 1-abc-123 ", "1-ABC-123", NULL },
			{ "--", NULL, "error.plate" });
	ASSERT_READINGS(TYPE_PHONE, { "0470 12 34 56", "0470 12 34 56", NULL },
			{ "none", NULL, "error.phone" });
	struct value value;
	const char *key;
	assert_true(value_parse(arena, TYPE_TEXT, NULL, &value, &key));
	assert_false(value.known);
}

static void
assert_shown(const char *code, struct value value, const char *expected)
{
	assert_string_equal(value_format(arena, lang_get(code), &value), expected);
}

static void
test_shown_to_people(void **state)
{
	(void)state;
	assert_shown("fr", value_number(TYPE_MONEY, 125000), "1" NB "250,00");
	assert_shown("nl", value_number(TYPE_MONEY, 125000), "1" NB "250,00");
	assert_shown("en", value_number(TYPE_MONEY, 125000), "1,250.00");
	assert_shown("fr", value_number(TYPE_MONEY, -5), "-0,05");
	assert_shown("fr", value_number(TYPE_MONEY, INT64_MIN),
		     "-92" NB "233" NB "720" NB "368" NB "547" NB "758,08");
	assert_shown("fr", value_number(TYPE_MONEY, 99999), "999,99");
	assert_shown("fr", value_number(TYPE_QUANTITY, 45123), "45,123");
	assert_shown("fr", value_number(TYPE_QUANTITY, 45100), "45,10");
	assert_shown("en", value_number(TYPE_QUANTITY, 1045000), "1,045.00");
	assert_shown("fr", value_number(TYPE_INT, 12345), "12345");
	assert_shown("fr", value_number(TYPE_BOOL, 1), "oui");
	assert_shown("nl", value_number(TYPE_BOOL, 0), "nee");
	assert_shown("en", value_text(TYPE_DATE, "2026-11-20"), "20/11/2026");
	assert_shown("nl", value_text(TYPE_MONTH, "2026-11"), "11/2026");
	assert_shown("fr", value_text(TYPE_STAMP, "2026-11-20T14:41:00Z"), "20/11/2026 15:41");
	assert_shown("fr", value_text(TYPE_STAMP, "2026-07-01T22:30:59Z"), "02/07/2026 00:30");
	assert_shown("fr", value_text(TYPE_CARD, "7002000000510000374"), "7002 0000 0051 0000 374");
	assert_shown("fr", value_text(TYPE_PHONE, "+32470123456"), "+32 470 12 34 56");
	assert_shown("fr", value_choice("no_such_vocabulary", "theft"), "theft");
	assert_shown("fr", value_choice("bool", "yes"), "oui");
	assert_shown("fr", value_text(TYPE_TEXT, NULL), "");
	assert_shown("fr", value_text(TYPE_TEXT, "a\x1b[31m\nb"), "a\uFFFD[31m b");
	assert_shown("fr", value_text(TYPE_DATE, "\x1b[2J"), "\uFFFD[2J");
}

static void
test_shown_to_programs(void **state)
{
	(void)state;
	struct value value = value_number(TYPE_MONEY, 125000);
	assert_string_equal(value_raw(arena, &value), "125000");
	value = value_number(TYPE_BOOL, 1);
	assert_string_equal(value_raw(arena, &value), "1");
	value = value_text(TYPE_STAMP, "2026-11-20T14:41:00Z");
	assert_string_equal(value_raw(arena, &value), "2026-11-20T14:41:00Z");
}

static void
test_names_of_types(void **state)
{
	(void)state;
	enum type type;
	for (int i = TYPE_TEXT; i <= TYPE_SAID; i++) {
		assert_true(type_by_name(type_name((enum type)i), &type));
		assert_int_equal(type, i);
	}
	assert_false(type_by_name("monney", &type));
}

/* What is shown can be typed back. */
static void
test_round_trip(void **state)
{
	(void)state;
	const char *given = getenv("SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	print_message("# seed %u (SEED=%u repeats it)\n", seed, seed);
	srand(seed);
	static const enum type types[] = { TYPE_MONEY, TYPE_QUANTITY, TYPE_INT };
	for (int i = 0; i < 20000; i++) {
		enum type type = types[rand() % 3];
		int64_t number = (int64_t)rand() * rand() % 100000000000000;
		struct value value = value_number(type, rand() % 2 ? number : -number), back;
		const char *key, *code = lang_codes[rand() % 3];
		const char *shown = value_format(arena, lang_get(code), &value);
		if (!value_parse(arena, type, shown, &back, &key) || back.number != value.number)
			print_error("%s %s\n", code, shown);
		assert_int_equal(back.number, value.number);
		arena_reset(arena);
	}
}

/* Whatever is typed: read or refused for a reason that has words, shown clean, and read again the
 * same. */
static void
test_random_input(void **state)
{
	(void)state;
	static const char *const pieces[] = { "0",    "1",   "20",   "2026", "/",       "-",
					      ".",    ",",   " ",    "é",    "\u00a0",  "EUR",
					      "oui",  "T",   ":",    "Z",    "\n",      "\xFF",
					      "\x1b", "+32", "7002", "a",    "e\u0301", "'" };
	const char *given = getenv("SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10)
				      : (unsigned)time(NULL) ^ (unsigned)getpid();
	print_message("# seed %u (SEED=%u repeats it)\n", seed, seed);
	srand(seed);
	for (int round = 0; round < 100000; round++) {
		char typed[100] = "";
		for (int i = rand() % 14; i > 0; i--)
			strcat(typed, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
		enum type type = (enum type)(rand() % (TYPE_SAID + 1));
		const struct lang *lang = lang_get(lang_codes[rand() % 3]);
		struct value value, again;
		const char *key = NULL;
		if (!value_parse(arena, type, typed, &value, &key)) {
			assert_false(value.known);
			assert_non_null(lang_find(lang, key));
		} else if (value.known) {
			assert_true(text_valid(value_format(arena, lang, &value)));
			const char *raw = value_raw(arena, &value);
			if (value.text != NULL) {
				assert_true(value_parse(arena, type, raw, &again, &key));
				assert_string_equal(value_raw(arena, &again), raw);
			}
		}
		arena_reset(arena);
	}
}

static void
test_errors(void **state)
{
	(void)state;
	struct error error;
	const struct lang *lang = lang_get("fr");
	assert_int_equal(error_set(NULL, STATUS_REFUSED, "a", "b", NULL), STATUS_REFUSED);
	assert_int_equal(error_set(&error, STATUS_USAGE, "amount", "error.money", NULL),
			 STATUS_USAGE);
	assert_string_equal(error.param, "amount");
	assert_string_equal(error_text(arena, lang, &error), lang_text(lang, "error.money"));
	error_set(&error, STATUS_FAILED, NULL, "error.file",
		  ARGS(ARG_TEXT("path", "/tmp/\x1b[2J"), ARG_TEXT("reason", "full")));
	assert_string_equal(error.param, "");
	assert_string_equal(error_text(arena, lang, &error), "/tmp/\uFFFD[2J : full.");
	assert_int_equal(error_system(&error, "error.file", "x", 2), STATUS_FAILED);
	assert_string_equal(error_text(arena, lang, &error), "x : No such file or directory.");
	error_clear(&error);
	assert_int_equal(error.status, STATUS_OK);
	error_clear(NULL);
}

/* Where a value of each type stands, and whether people read it as a figure. */
static void
test_numbers_and_figures(void **state)
{
	(void)state;
	static const struct {
		enum type type;
		bool figure;
	} numbers[] = { { TYPE_INT, true },
			{ TYPE_MONEY, true },
			{ TYPE_QUANTITY, true },
			{ TYPE_BOOL, false },
			{ TYPE_RECORD, false } };
	enum type type;
	size_t found = 0;
	for (int i = 0; i <= TYPE_SAID; i++) {
		bool number = false, figure = false;
		for (size_t j = 0; j < sizeof numbers / sizeof *numbers; j++)
			if (numbers[j].type == (enum type)i) {
				number = true;
				figure = numbers[j].figure;
				found++;
			}
		assert_true(type_by_name(type_name((enum type)i), &type));
		assert_int_equal(type_is_number(type), number);
		assert_int_equal(type_is_figure(type), figure);
	}
	assert_int_equal(found, sizeof numbers / sizeof *numbers);
}

/* A record by what people call it, in a refusal and to a program; by its id where no name is known.
 */
static void
test_a_record_goes_by_its_name(void **state)
{
	(void)state;
	const struct value named = {
		.type = TYPE_RECORD, .known = true, .number = 7, .text = "C00123"
	};
	const struct value bare = value_number(TYPE_RECORD, 7);
	struct error error;
	assert_string_equal(value_raw(arena, &named), "C00123");
	assert_string_equal(value_raw(arena, &bare), "7");
	error_set(&error, STATUS_FAILED, NULL, "error.file",
		  ARGS({ .name = "path", .value = named }, { .name = "reason", .value = bare }));
	assert_string_equal(error_text(arena, lang_get("fr"), &error), "C00123 : 7.");
}

/* A text longer than its place is cut between characters, and a seventh argument is left out. */
static void
test_errors_are_cut_whole(void **state)
{
	(void)state;
	struct error error;
	char long_text[400];
	for (size_t i = 0; i + 2 < sizeof long_text; i += 2)
		memcpy(long_text + i + 1, "é", 3);
	long_text[0] = 'x';
	error_set(&error, STATUS_REFUSED, long_text, long_text,
		  ARGS(ARG_TEXT("a", long_text), ARG_INT("b", 1), ARG_INT("c", 1), ARG_INT("d", 1),
		       ARG_INT("e", 1), ARG_INT("f", 1), ARG_INT("g", 1)));
	assert_int_equal(error.count, ERROR_ARGS);
	assert_true(text_valid(error.args[0].text));
	assert_true(text_valid(error.param));
	assert_true(text_valid(error.key));
	assert_true(strlen(error.args[0].text) >= sizeof error.args[0].text - 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money),
		cmocka_unit_test(test_quantity_and_int),
		cmocka_unit_test(test_bool),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_cards),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_shown_to_people),
		cmocka_unit_test(test_shown_to_programs),
		cmocka_unit_test(test_names_of_types),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_random_input),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_numbers_and_figures),
		cmocka_unit_test(test_a_record_goes_by_its_name),
		cmocka_unit_test(test_errors_are_cut_whole),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
