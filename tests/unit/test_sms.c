/* MSG-02: how a text message is counted, and which numbers it goes to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/sms.h>
#include <guichet/text.h>

static const char *
times(struct arena *arena, const char *sign, int count)
{
	struct builder out = { .arena = arena };
	for (; count > 0; count--)
		builder_add(&out, sign);
	return builder_text(&out);
}

/* 160 or 70 alone, 153 or 67 in each of several; two for the extension table and for what UCS-2
 * writes as two, which go whole into one part. */
static void
counts_parts(void **state)
{
	static const struct {
		const char *sign;
		int count;
		size_t units, parts;
		bool unicode;
	} texts[] = {
		{ "", 0, 0, 1, false },        { "a", 160, 160, 1, false },
		{ "a", 161, 161, 2, false },   { "a", 306, 306, 2, false },
		{ "a", 307, 307, 3, false },   { "€", 80, 160, 1, false },
		{ "€", 81, 162, 2, false },    { "€", 152, 304, 2, false },
		{ "€", 153, 306, 3, false },   { "é", 160, 160, 1, false },
		{ "Ω", 160, 160, 1, false },   { "\n", 160, 160, 1, false },
		{ "ç", 70, 70, 1, true },      { "ç", 71, 71, 2, true },
		{ "ê", 134, 134, 2, true },    { "ê", 135, 135, 3, true },
		{ "😀", 35, 70, 1, true },      { "😀", 36, 72, 2, true },
		{ "😀", 66, 132, 2, true },     { "😀", 67, 134, 3, true },
		{ "`", 70, 70, 1, true },      { "|", 80, 160, 1, false },
		{ "a", 1000, 1000, 7, false }, { "\t", 1, 1, 1, true },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct sms_size size =
		    sms_measure(times(arena, texts[i].sign, texts[i].count));
		if (size.units != texts[i].units || size.parts != texts[i].parts ||
		    size.unicode != texts[i].unicode)
			fail_msg("%d x %s: %zu units in %zu parts", texts[i].count, texts[i].sign,
				 size.units, size.parts);
	}
	arena_free(&arena);
}

/* The 128 signs of GSM 03.38 and the 10 of its extension table, and none else of the first 65,536
 * but line ends. */
static void
knows_its_alphabet(void **state)
{
	static const char alphabet[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ "
				       "!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€";
	int known = 0;
	(void)state;
	for (int32_t code = 1; code < 0x10000; code++) {
		char sign[5] = "";
		if (code >= 0xD800 && code < 0xE000)
			continue;
		if (code < 0x80) {
			sign[0] = (char)code;
		} else if (code < 0x800) {
			sign[0] = (char)(0xC0 | code >> 6);
			sign[1] = (char)(0x80 | (code & 63));
		} else {
			sign[0] = (char)(0xE0 | code >> 12);
			sign[1] = (char)(0x80 | (code >> 6 & 63));
			sign[2] = (char)(0x80 | (code & 63));
		}
		const bool is_gsm = !sms_measure(sign).unicode;
		if (is_gsm != (strstr(alphabet, sign) != NULL))
			fail_msg("U+%04X", (unsigned)code);
		known += is_gsm;
	}
	assert_int_equal(known, 127 + 8 + 1); /* the escape is no sign */
}

/* MSG-02: one sign that the networks lack does not cost a second message where letters will do;
 * where they will not, nothing is lost of the others. */
static void
spells_what_the_alphabet_lacks(void **state)
{
	static const struct {
		const char *text, *sent;
	} texts[] = {
		{ "reçue", "recue" },
		{ "Reçu : GENÇAY, à l’hôtel", "Recu : GENÇAY, à l'hotel" },
		{ "ŒUVRE, cœur", "OEUVRE, coeur" },
		{ "« Noël » – Żółw…", "\" Noel \" - Zolw..." },
		{ "e\u0301 e\u0302", "e e" },
		{ "déjà [5 €]", "déjà [5 €]" },
		{ "reçue 😀", "reçue 😀" },
		{ "reçue в Москве", "reçue в Москве" },
		{ "", "" },
	};
	struct arena *arena = arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_string_equal(sms_text(arena, texts[i].text), texts[i].sent);
	assert_string_equal(sms_spell(arena, "reçue ••"), "recue ••");
	arena_free(&arena);
}

static void
takes_whole_numbers_alone(void **state)
{
	static const char *const good[] = { "+32470123456", "+352621", "+123456789012345" };
	static const char *const bad[] = { "",
					   "+",
					   "0470123456",
					   "+12345",
					   "+1234567890123456",
					   "+32 470",
					   "+32470123456\n",
					   "-32470123456",
					   "+3247012345a",
					   "++3247012345",
					   "+32470123456_x",
					   "../+32470123" };
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(sms_number_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(sms_number_valid(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_parts),
		cmocka_unit_test(knows_its_alphabet),
		cmocka_unit_test(spells_what_the_alphabet_lacks),
		cmocka_unit_test(takes_whole_numbers_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
