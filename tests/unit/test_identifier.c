/* Numbers people say and documents carry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* CARD-09: 19 digits, the last one Luhn. */
static void
test_card_numbers(void **state)
{
	(void)state;
	assert_true(card_number_valid("7002000000510000002"));
	assert_true(card_number_valid("7002000000510000374"));
	assert_true(card_number_valid("7002000000510001117"));
	assert_false(card_number_valid("7002000000510000003"));
	assert_false(card_number_valid("7002000000510000020")); /* two digits exchanged */
	assert_false(card_number_valid("700200000051000000"));
	assert_false(card_number_valid("70020000005100000020"));
	assert_false(card_number_valid("700200000051000000A"));
	assert_false(card_number_valid("7002 0000 0051 0000"));
	assert_false(card_number_valid(""));
	assert_int_equal(luhn_digit("7992739871", 10), '3');
	assert_int_equal(luhn_digit("0", 1), '0');
	assert_string_equal(card_number_show(arena, "7002001234567890123"),
			    "7002 0012 3456 7890 123");
	assert_string_equal(card_number_show(arena, "abc"), "abc");
	assert_string_equal(digits_only(arena, " 7002-0012 x3é4"), "7002001234");
}

/* CARD-09: any one digit changed is found, and so are most neighbours exchanged. */
static void
test_luhn_finds_slips(void **state)
{
	(void)state;
	char number[] = "7002000000510000374";
	for (size_t i = 0; i < 19; i++) {
		char kept = number[i];
		for (char digit = '0'; digit <= '9'; digit++) {
			number[i] = digit;
			assert_int_equal(card_number_valid(number), digit == kept);
		}
		number[i] = kept;
	}
}

struct phone {
	const char *country, *typed, *e164; /* NULL: refused for key */
	bool mobile;
	const char *key, *shown;
};

/* CARD-15: 9 digits without prefix for Spain, the others by their plan. */
static const struct phone phones[] = {
	{ "ES", "612345678", "+34612345678", true, NULL, "+34 612 34 56 78" },
	{ "ES", "652 760 189", "+34652760189", true, NULL, "+34 652 76 01 89" },
	{ "ES", "+34 612220297", "+34612220297", true, NULL, "+34 612 22 02 97" },
	{ "ES", "912 345 678", "+34912345678", false, NULL, "+34 912 34 56 78" },
	{ "ES", "61234567", NULL, false, "error.phone_es", NULL },
	{ "ES", "6123456789", NULL, false, "error.phone_es", NULL },
	{ "ES", "34612345678", NULL, false, "error.phone_es", NULL },
	{ "ES", "512345678", NULL, false, "error.phone_es", NULL },
	{ "BE", "0470 12 34 56", "+32470123456", true, NULL, "+32 470 12 34 56" },
	{ "BE", "0404/43.19.82", "+32404431982", true, NULL, "+32 404 43 19 82" },
	{ "BE", "0032 419093786", "+32419093786", true, NULL, "+32 419 09 37 86" },
	{ "BE", "+32 (0)470 12 34 56", "+32470123456", true, NULL, "+32 470 12 34 56" },
	{ "BE", "470123456", "+32470123456", true, NULL,
	  "+32 470 12 34 56" }, /* 0 lost in a sheet */
	{ "BE", "02 123 45 67", "+3221234567", false, NULL, "+32 2 123 45 67" },
	{ "BE", "04 223 45 67", "+3242234567", false, NULL, "+32 4 223 45 67" }, /* Liège */
	{ "BE", "081 12 34 56", "+3281123456", false, NULL, "+32 81 12 34 56" },
	{ "BE", "0470 12 34 5", NULL, false, "error.phone_be", NULL }, /* no landline of Liège */
	{ "BE", "0470 12 34 567", NULL, false, "error.phone_be", NULL },
	{ "BE", "0570 12 34 56", NULL, false, "error.phone_be", NULL },
	{ "FR", "06 68 43 35 32", "+33668433532", true, NULL, "+33 6 68 43 35 32" },
	{ "FR", "+33 (0)6 60913909", "+33660913909", true, NULL, "+33 6 60 91 39 09" },
	{ "FR", "0033(0)612345678", "+33612345678", true, NULL, "+33 6 12 34 56 78" },
	{ "FR", "01.42.68.53.00", "+33142685300", false, NULL, "+33 1 42 68 53 00" },
	{ "FR", "06 68 43 35", NULL, false, "error.phone_fr", NULL },
	{ "NL", "06-91703423", "+31691703423", true, NULL, "+31 6 91703423" },
	{ "NL", "020-123 45 67", "+31201234567", false, NULL, "+31 20 123 4567" },
	{ "NL", "0118 123456", "+31118123456", false, NULL, "+31 118 123 456" },
	{ "NL", "06-917034", NULL, false, "error.phone_nl", NULL },
	{ "LU", "621 123 456", "+352621123456", true, NULL, "+352 621 123 456" },
	{ "LU", "26 12 34 56", "+35226123456", false, NULL, "+352 26 12 34 56" },
	{ "DE", "0151 23456789", "+4915123456789", true, NULL, "+49 151 23456789" },
	{ "DE", "030 123456", "+4930123456", false, NULL, "+49 30 123456" },
	{ "IT", "312 345 6789", "+393123456789", true, NULL, "+39 312 345 6789" },
	{ "IT", "06 1234567", "+39061234567", false, NULL, "+39 06 1234567" }, /* its 0 stays */
	{ "PT", "912 345 678", "+351912345678", true, NULL, "+351 912 345 678" },
	{ "PL", "512 345 678", "+48512345678", true, NULL, "+48 512 345 678" },
	{ "CZ", "601 123 456", "+420601123456", true, NULL, "+420 601 123 456" },
	{ "HU", "06 20 123 4567", "+36201234567", true, NULL, "+36 20 123 4567" },
	{ "HU", "06 1 123 4567", "+3611234567", false, NULL, "+36 1 123 4567" },
	{ "SK", "0912 123 456", "+421912123456", true, NULL, "+421 912 123 456" },
	{ "AT", "0664 1234567", "+436641234567", true, NULL, "+43 664 1234567" },
	{ "CH", "078 123 45 67", "+41781234567", true, NULL, "+41 78 123 45 67" },
	{ "GB", "07400 123456", "+447400123456", true, NULL, "+44 7400 123456" },
	{ "GB", "020 7946 0958", "+442079460958", false, NULL, "+44 20 7946 0958" },
	/* A prefix says its country, whatever the field does. */
	{ "FR", "+32 470 12 34 56", "+32470123456", true, NULL, "+32 470 12 34 56" },
	{ "ES", "0033 6 12 34 56 78", "+33612345678", true, NULL, "+33 6 12 34 56 78" },
	{ "XX", "+32 470 12 34 56", "+32470123456", true, NULL, "+32 470 12 34 56" },
	{ "BE", "+212 661 123456", "+212661123456", false, NULL, "+212661123456" },
	{ "BE", "+212 66", NULL, false, "error.phone_digits", NULL },
	{ "BE", "+1234567890123456", NULL, false, "error.phone_digits", NULL },
	{ "XX", "0470123456", NULL, false, "error.phone_country", NULL },
	{ NULL, "0470123456", NULL, false, "error.phone_country", NULL },
	{ "BE", "", NULL, false, "error.phone", NULL },
	{ "BE", "appeler le soir", NULL, false, "error.phone", NULL },
	{ "BE", "0470 12 34 56 b", NULL, false, "error.phone", NULL },
	{ "BE", "++32470123456", NULL, false, "error.phone", NULL },
	{ "BE", "0470123456\x1b[2J", NULL, false, "error.phone", NULL },
	{ "BE", "0000000000000000000000000000000000", NULL, false, "error.phone", NULL },
	{ "BE", "\u00a00470\u00a012\u202f34\u00a056", "+32470123456", true, NULL,
	  "+32 470 12 34 56" },
};

static void
test_phones(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof phones / sizeof *phones; i++) {
		const struct phone *phone = &phones[i];
		bool mobile = true;
		const char *key = "unset";
		const char *e164 = phone_parse(arena, phone->country, phone->typed, &mobile, &key);
		if ((e164 == NULL) != (phone->e164 == NULL))
			print_error("%s\n", phone->typed);
		assert_int_equal(mobile, phone->mobile);
		if (phone->e164 == NULL) {
			assert_null(e164);
			assert_string_equal(key, phone->key);
			assert_non_null(lang_find(lang_get("fr"), key));
			continue;
		}
		assert_non_null(e164);
		assert_string_equal(e164, phone->e164);
		assert_string_equal(phone_show(arena, e164), phone->shown);
		/* What is shown can be typed back, wherever. */
		assert_string_equal(phone_parse(arena, "ES", phone->shown, &mobile, &key), e164);
	}
}

static void
test_parts_of_phones(void **state)
{
	(void)state;
	assert_string_equal(phone_country("+32470123456"), "BE");
	assert_string_equal(phone_country("+352621123456"), "LU");
	assert_null(phone_country("+212661123456"));
	assert_null(phone_country("0470123456"));
	assert_string_equal(phone_prefix("LU"), "+352");
	assert_null(phone_prefix("XX"));
	assert_null(phone_prefix(NULL));
	assert_string_equal(phone_national(arena, "+32470123456"), "470123456");
	assert_string_equal(phone_national(arena, "+212661123456"), "212661123456");
	assert_string_equal(phone_show(arena, ""), "");
	assert_string_equal(phone_show(arena, "a\x1b"), "a\uFFFD");
}

static void
test_plate_keys(void **state)
{
	(void)state;
	assert_string_equal(plate_key(arena, "1-abc 123"), "1ABC123");
	assert_string_equal(plate_key(arena, " ab-123.cd "), "AB123CD");
	assert_string_equal(plate_key(arena, "é\u00a0ñ"), "EN");
	assert_string_equal(plate_key(arena, "--"), "");
	assert_string_equal(plate_key(arena, "日本"), "");
}

static void
test_plates_shown(void **state)
{
	(void)state;
	static const char *const plates[][3] = {
		{ "BE", "1abc123", "1-ABC-123" },   { "BE", "1 TET 770", "1-TET-770" },
		{ "BE", "abc123", "ABC-123" },      { "BE", "123abc", "123-ABC" },
		{ "BE", "BRUNO", "BRUNO" },         { "BE", "txaa123", "T-XAA-123" },
		{ "FR", "wb932tg", "WB-932-TG" },   { "FR", "1234ab75", "1234 AB 75" },
		{ "FR", "12 ABC 2a", "12 ABC 2A" }, { "FR", "ab-123-971", "AB-123-971" },
		{ "FR", "123ab971", "123 AB 971" }, { "ES", "8604vnt", "8604 VNT" },
		{ "ES", "m1234ab", "M 1234 AB" },   { "NL", "yw698r", "YW-698-R" },
		{ "NL", "12abc3", "12-ABC-3" },     { "NL", "GZ500N", "GZ-500-N" },
		{ "DE", "M-AB 1234", "M-AB 1234" }, { "IT", "ab123cd", "AB 123 CD" },
		{ "LU", "ab1234", "AB 1234" },      { "PT", "aa00bb", "AA-00-BB" },
		{ "XX", " ab-12 ", "AB-12" },       { "BE", "x\x1b[2J", "X\uFFFD[2J" },
	};
	for (size_t i = 0; i < sizeof plates / sizeof *plates; i++)
		assert_string_equal(plate_show(arena, plates[i][0], plates[i][1]), plates[i][2]);
	assert_string_equal(plate_show(arena, NULL, "1abc123"), "1ABC123");
}

static void
test_plates_plausible(void **state)
{
	(void)state;
	assert_true(plate_plausible("BE", "1-ABC-123"));
	assert_false(plate_plausible("BE", "0-ABC-123"));
	assert_true(plate_plausible("FR", "AB-123-CD"));
	assert_false(plate_plausible("FR", "IO-123-CD")); /* no I, O, U */
	assert_true(plate_plausible("FR", "1234 AB 75"));
	assert_true(plate_plausible("ES", "1234 BCD"));
	assert_false(plate_plausible("ES", "1234 ABC")); /* no vowel */
	assert_true(plate_plausible("NL", "AB-12-34"));
	assert_false(plate_plausible("NL", "A-12"));
	assert_true(plate_plausible("DE", "B MW 1234"));
	assert_false(plate_plausible("DE", "-"));
	assert_true(plate_plausible(NULL, "AB 12"));
}

/* CUS-06 */
static void
test_vat(void **state)
{
	(void)state;
	static const char *const right[][2] = {
		{ "BE", "0440966354" },      { "BE", "BE 0440.966.354" },
		{ "BE", "be0831797467" },    { "BE", "440966354" },
		{ "FR", "FR38 347538043" },  { "FR", "38347538043" },
		{ "ES", "A58818501" },       { "ES", "ESA58818501" },
		{ "ES", "12345678Z" },       { "ES", "X1234567L" },
		{ "NL", "NL004495445B01" },  { "NL", "NL000099998B57" },
		{ "NL", "0044.95.445.B01" }, { "DE", "DE123456789" },
		{ "AT", "ATU12345678" },     { "LU", "LU12345678" },
		{ "IT", "12345678901" },     { "CH", "CHE-123.456.788 TVA" },
		{ "GB", "GB123456789" },     { "PT", "PT123456789" },
		{ "IE", "IE1234567T" },
	};
	static const char *const wrong[][2] = {
		{ "BE", "0440966355" },
		{ "BE", "2440966354" },
		{ "BE", "044096635" },
		{ "BE", "BE04409663544" },
		{ "BE", "" },
		{ "BE", "0440966354x" },
		{ "FR", "FR39347538043" },
		{ "FR", "FR38347538044" },
		{ "FR", "347538043" },
		{ "FR", "FRIO347538043" },
		{ "ES", "A58818502" },
		{ "ES", "12345678A" },
		{ "ES", "58818501" },
		{ "ES", "Ñ58818501" },
		{ "NL", "NL004495446B01" },
		{ "NL", "NL004495445A01" },
		{ "NL", "NL000099998B58" },
		{ "DE", "12345678" },
		{ "AT", "12345678" },
		{ "XX", "1" },
		{ "BEL", "0440966354" },
		{ "DE", "\x1b"
			"123456789" },
		{ "DE", "1234567890123456789012345678901234567890123" },
	};
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_true(vat_valid(right[i][0], right[i][1]));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(vat_valid(wrong[i][0], wrong[i][1]));
	assert_false(vat_valid(NULL, "0440966354"));
}

static const char *const ibans[] = {
	"BE68 5390 0754 7034",           "FR14 2004 1010 0505 0001 3M02 606",
	"ES91 2100 0418 4502 0005 1332", "NL91ABNA0417164300",
	"de89 3704 0044 0532 0130 00",   "LU28 0019 4006 4475 0000",
	"IT60X0542811101000000123456",   "PT50000201231234567890154",
	"GB29 NWBK 6016 1331 9268 19",   "CH93 0076 2011 6238 5295 7",
	"AT611904300234573201",          "PL61109010140000071219812874",
	"CZ6508000000192000145399",      "HU42117730161111101800000000",
	"SK3112000000198742637541",      "MT84MALT011000012345MTLCAST001S",
};

/* CUS-06 */
static void
test_iban(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ibans / sizeof *ibans; i++)
		assert_true(iban_valid(ibans[i]));
	static const char *const wrong[] = {
		"BE68 5390 0754 7035",
		"BE69 5390 0754 7034",
		"BE68 5390 0754 703",
		"FR14 2004 1010 0505 0001 3M02 607",
		"NL91ABNA041716430",
		"",
		"BE",
		"6853900754703412",
		"BE685390075470341234567890123456789012345",
		"BE68-5390\x1b-0754-7034",
		"B\u00c968539007547034",
		/* by 97 they are right, their own check digits are not */
		"BE41539007547035",
		"ES6421000418450200051333",
		"FR8420041010050500013M02607",
		"XX",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(iban_valid(wrong[i]));
}

/* CUS-06: any one sign changed is found. */
static void
test_iban_finds_slips(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof ibans / sizeof *ibans; n++) {
		char *iban = arena_copy(arena, ibans[n]);
		for (size_t i = 4; iban[i] != '\0'; i++) {
			if (iban[i] < '0' || iban[i] > '9')
				continue;
			char kept = iban[i];
			for (char digit = '0'; digit <= '9'; digit++) {
				iban[i] = digit;
				assert_int_equal(iban_valid(iban), digit == kept);
			}
			iban[i] = kept;
		}
	}
}

static void
test_email(void **state)
{
	(void)state;
	static const char *const right[] = { "marie.leroy@example.be", "a@b.co",
					     "x+y_z@sub.example.com", "O'Brien@example.ie" };
	static const char *const wrong[] = { "",         "a",        "@b.co",     "a@",
					     "a@b",      "a@b.c",    "a b@c.co",  "-a@b.co",
					     ".a@b.co",  "a.@b.co",  "a..b@c.co", "a@b..co",
					     "a@-b.co",  "a@b-.co",  "a@b.co-",   "a@b.co.",
					     "a@b@c.co", "a@b.co\n", "a,b@c.co",  "a@b.co,c@d.co",
					     "é@b.co",   "a@b.co -X" };
	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_true(email_valid(right[i]));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(email_valid(wrong[i]));
}

/* Whatever the bytes: nothing read past the end, what comes out is clean. */
static void
test_random_bytes(void **state)
{
	(void)state;
	static const char signs[] = "0123456789ABCXYZabcé+-./ ()@\x1b\xFF\xC3";
	static const char *const countries[] = { "BE", "FR", "ES", "NL", "HU", "DE", "IT", "XX" };
	const char *given = getenv("SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10)
				      : (unsigned)time(NULL) ^ (unsigned)getpid();
	print_message("# seed %u (SEED=%u repeats it)\n", seed, seed);
	srand(seed);
	for (int round = 0; round < 50000; round++) {
		size_t size = (size_t)rand() % 45;
		char *text = malloc(size + 1);
		assert_non_null(text);
		for (size_t i = 0; i < size; i++)
			text[i] = signs[(size_t)rand() % (sizeof signs - 1)];
		text[size] = '\0';
		const char *country = countries[rand() % 8], *key;
		bool mobile;
		const char *e164 = phone_parse(arena, country, text, &mobile, &key);
		if (e164 != NULL) {
			assert_int_equal(e164[0], '+');
			assert_true(strlen(e164) <= 16);
			assert_int_equal(strspn(e164 + 1, "0123456789"), strlen(e164) - 1);
		}
		assert_true(text_valid(phone_show(arena, text)));
		assert_true(text_valid(plate_show(arena, country, text)));
		plate_plausible(country, text);
		vat_valid(country, text);
		iban_valid(text);
		email_valid(text);
		card_number_valid(text);
		card_number_show(arena, text);
		free(text);
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_card_numbers),
		cmocka_unit_test(test_luhn_finds_slips),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_parts_of_phones),
		cmocka_unit_test(test_plate_keys),
		cmocka_unit_test(test_plates_shown),
		cmocka_unit_test(test_plates_plausible),
		cmocka_unit_test(test_vat),
		cmocka_unit_test(test_iban),
		cmocka_unit_test(test_iban_finds_slips),
		cmocka_unit_test(test_email),
		cmocka_unit_test(test_random_bytes),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
