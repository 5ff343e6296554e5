/* The catalogue: found by key, filled, in the language asked for, overridden by the host (decision
 * 13). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static void
test_languages(void **state)
{
	(void)state;
	assert_string_equal(lang_codes[0], "fr");
	for (size_t i = 0; lang_codes[i] != NULL; i++)
		assert_string_equal(lang_code(lang_get(lang_codes[i])), lang_codes[i]);
	assert_null(lang_get("de"));
	assert_null(lang_get(""));
	assert_null(lang_get(NULL));
}

/* The search needs the order; every key is found as it is told. */
static void
seen(void *context, const char *key, const char *text)
{
	const struct lang *lang = context;
	assert_ptr_equal(lang_find(lang, key), text);
}

static void
test_every_key_is_found(void **state)
{
	(void)state;
	for (const struct embedded_lang *own = embedded_langs; own->code != NULL; own++) {
		assert_true(own->count > 100);
		for (size_t i = 1; i < own->count; i++)
			assert_true(strcmp(embedded_key(own, i - 1), embedded_key(own, i)) < 0);
		const struct lang *lang = lang_get(own->code);
		lang_each(lang, seen, (void *)(uintptr_t)lang);
	}
}

static void
test_missing(void **state)
{
	(void)state;
	const struct lang *lang = lang_get("fr");
	assert_null(lang_find(lang, "no.such.key"));
	assert_null(lang_find(lang, NULL));
	assert_string_equal(lang_text(lang, "no.such.key"), "no.such.key");
	assert_string_equal(lang_format(arena, lang, "no.such.key", NULL), "no.such.key");
	assert_string_equal(lang_first(lang, "no.such", "choice.bool.yes", "choice.bool.no", NULL),
			    "oui");
	assert_null(lang_first(lang, "no.such", "nor.such", NULL));
}

static void
test_filled(void **state)
{
	(void)state;
	const struct lang *fr = lang_get("fr"), *en = lang_get("en");
	/* A key that is no text is its own text, which makes any sentence testable. */
	assert_string_equal(lang_format(arena, fr, "{a} et {b}",
					ARGS(ARG_MONEY("a", 125000), ARG_DATE("b", "2026-11-20"))),
			    "1\u00a0250,00 et 20/11/2026");
	assert_string_equal(lang_format(arena, en, "{a}/{a}", ARGS(ARG_MONEY("a", 125000))),
			    "1,250.00/1,250.00");
	assert_string_equal(lang_format(arena, fr, "{b} {", ARGS(ARG_INT("a", 1))), "{b} {");
	assert_string_equal(lang_format(arena, fr, "{a", ARGS(ARG_INT("a", 1))), "{a");
	assert_string_equal(lang_format(arena, fr, "{{a}}", ARGS(ARG_INT("a", 1))), "{1}");
	assert_string_equal(lang_format(arena, fr, "{ab}", ARGS(ARG_INT("a", 1))), "{ab}");
	assert_string_equal(lang_format(arena, fr, "[{a}]", ARGS(ARG_NULL("a"))), "[]");
	/* What is filled in is not read again, and reaches no terminal as it is. */
	assert_string_equal(
	    lang_format(arena, fr, "{a}{b}", ARGS(ARG_TEXT("a", "{b}"), ARG_TEXT("b", "\x1b[2J"))),
	    "{b}\uFFFD[2J");
}

static void
test_choices(void **state)
{
	(void)state;
	assert_string_equal(lang_choice(lang_get("nl"), "bool", "yes"), "ja");
	assert_string_equal(lang_choice(lang_get("nl"), "bool", "perhaps"), "perhaps");
	assert_string_equal(lang_choice(lang_get("nl"), NULL, "yes"), "yes");
	assert_string_equal(lang_choice(lang_get("en"), "goods toll fee", "toll"), "Toll");
	assert_string_equal(lang_choice(lang_get("en"), "goods toll fee", "sanef"), "Sanef/SAPN");
	assert_string_equal(lang_choice(lang_get("en"), "goods toll fee", "duplicate"),
			    "Duplicate");
	assert_string_equal(lang_choice(lang_get("en"), "goods toll fee", "perhaps"), "perhaps");
	assert_string_equal(lang_choice(lang_get("nl"), "bool", NULL), "");
	const char *const *codes = lang_codes_of(arena, "bool");
	assert_string_equal(codes[0], "yes"); /* in the order of the file */
	assert_string_equal(codes[1], "no");
	assert_null(codes[2]);
	codes = lang_codes_of(arena, "bool fee");
	assert_string_equal(codes[1], "no");
	assert_string_equal(codes[2], "card");
	assert_null(lang_codes_of(arena, "no_such_vocabulary"));
	for (codes = lang_codes_of(arena, "goods fee state"); *codes; codes++)
		assert_true(lang_has_code("goods fee state", *codes));
	assert_false(lang_has_code("goods fee", "yes"));
	assert_false(lang_has_code("no_such_vocabulary", "yes"));
	assert_false(lang_has_code("days", "one.more"));
	assert_false(lang_has_code("", "yes"));
}

/* Overrides. */

struct told {
	char words[2000];
};

static void
tell(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct told *told = context;
	size_t used = strlen(told->words);
	const char *base = strrchr(file, '/');
	snprintf(told->words + used, sizeof told->words - used, "%s:%d %s %s\n", base + 1, line,
		 key, args[0].value.text);
}

static const char *
folder(void)
{
	char name[] = "/tmp/guichet-lang-XXXXXX";
	assert_non_null(mkdtemp(name));
	return arena_copy(arena, name);
}

static void
put(const char *dir, const char *name, const char *text)
{
	FILE *file = fopen(arena_format(arena, "%s/%s", dir, name), "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
drop(const char *dir)
{
	for (size_t i = 0; lang_codes[i] != NULL; i++)
		unlink(arena_format(arena, "%s/%s.cfg", dir, lang_codes[i]));
	assert_int_equal(rmdir(dir), 0);
}

static void
test_overrides(void **state)
{
	(void)state;
	struct told told = { "" };
	const char *dir = folder();
	put(dir, "fr.cfg",
	    "choice = { bool = { yes = \"ouaip\"; }; };\nerror = { file = \"{reason} : {path}\"; "
	    "};\n");
	assert_true(lang_load(dir, tell, &told));
	assert_string_equal(told.words, "");
	assert_string_equal(lang_choice(lang_get("fr"), "bool", "yes"), "ouaip");
	assert_string_equal(lang_choice(lang_get("nl"), "bool", "yes"), "ja");
	assert_string_equal(lang_text(lang_get("fr"), "error.file"), "{reason} : {path}");
	/* Another folder takes their place. */
	drop(dir);
	dir = folder();
	assert_true(lang_load(dir, tell, &told));
	assert_string_equal(lang_choice(lang_get("fr"), "bool", "yes"), "oui");
	drop(dir);
	assert_true(lang_load("/nowhere", tell, &told));
	assert_true(lang_load("", tell, &told));
}

static void
test_faults_of_overrides(void **state)
{
	(void)state;
	struct told told = { "" };
	const char *dir = folder();
	put(dir, "fr.cfg",
	    "error = {\n  fiel = \"x\";\n  file = \"{pth}\";\n  int = 3;\n  date = \"ok\";\n};\n");
	put(dir, "nl.cfg", "error = {\n  date = \"x\"\n  oops\n};\n");
	assert_false(lang_load(dir, tell, &told));
	assert_string_equal(told.words, "fr.cfg:2 fault.text_unknown error.fiel\n"
					"fr.cfg:3 fault.text_place error.file\n"
					"fr.cfg:4 fault.text_type error.int\n"
					"nl.cfg:4 fault.config_syntax syntax error\n");
	assert_string_equal(lang_text(lang_get("fr"), "error.date"), "ok"); /* the good one is in */
	drop(dir);
	assert_true(lang_load("", tell, &told));
	for (size_t i = 0; lang_codes[i] != NULL; i++) {
		const struct lang *lang = lang_get(lang_codes[i]);
		assert_non_null(lang_find(lang, "fault.text_unknown"));
		assert_non_null(lang_find(lang, "fault.text_place"));
		assert_non_null(lang_find(lang, "fault.text_type"));
		assert_non_null(lang_find(lang, "fault.config_syntax"));
	}
}

/* The singular: one, and in French none as well. */
static void
test_singular(void **state)
{
	(void)state;
	const char *key = NULL;
	for (size_t i = 0; i < embedded_langs[0].count && key == NULL; i++) {
		const char *one = embedded_key(&embedded_langs[0], i);
		const char *end = strrchr(one, '.');
		if (end != NULL && strcmp(end, ".one") == 0)
			key = arena_copy_bytes(arena, one, (size_t)(end - one));
	}
	assert_non_null(key);
	const char *one = lang_text(lang_get("fr"), arena_format(arena, "%s.one", key));
	const char *many = lang_text(lang_get("fr"), key);
	assert_string_not_equal(one, many);
	for (int count = 0; count < 3; count++)
		for (size_t i = 0; i < 2; i++) {
			const struct lang *lang = lang_get(i == 0 ? "fr" : "en");
			bool singular = count == 1 || (count == 0 && i == 0);
			const char *wanted =
			    lang_text(lang, singular ? arena_format(arena, "%s.one", key) : key);
			const struct arg *args = ARGS(ARG_INT("count", count));
			assert_string_equal(lang_format(arena, lang, key, args),
					    lang_format(arena, lang, wanted, args));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_every_key_is_found),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_filled),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_faults_of_overrides),
		cmocka_unit_test(test_singular),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
