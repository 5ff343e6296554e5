/* What a new password must have (ACC-02), each criterion in its place, met or not while one types:
 * in words before colour (R6). */
#include "form.h"

#include <guichet/password.h>

static const struct criterion {
	unsigned fault;
	const char *key;
} criteria[] = {
	{ PASSWORD_SHORT, "rules.length" },    { PASSWORD_LETTER, "rules.letter" },
	{ PASSWORD_DIGIT, "rules.digit" },     { PASSWORD_SPECIAL, "rules.special" },
	{ PASSWORD_LOGIN, "rules.not_login" }, { PASSWORD_COMMON, "rules.not_common" },
};
#define CRITERIA (int)(sizeof criteria / sizeof criteria[0])
#define COLUMNS 2

int
rules_height(void)
{
	return 1 + (CRITERIA + COLUMNS - 1) / COLUMNS;
}

void
rules_draw(struct app *app, int y, int x, int width, const struct rules *rules)
{
	const struct lang *lang = app_lang(app);
	const char *words[] = { lang_text(lang, "rules.missing"), lang_text(lang, "rules.met") };
	const int wide = text_width(words[0]) > text_width(words[1]) ? text_width(words[0])
								     : text_width(words[1]);
	const unsigned faults =
	    password_faults(app->scratch, rules->typed, rules->login, rules->least);
	const bool told = rules->typed[0] != '\0' && (faults & PASSWORD_LONG) == 0;
	const struct arg *lengths =
	    ARGS(ARG_INT("least", (int64_t)rules->least), ARG_INT("staff", (int64_t)rules->staff));

	term_text(y, x, width, STYLE_DIM,
		  lang_format(app->scratch, lang,
			      (faults & PASSWORD_LONG) != 0 ? "rules.too_long" : "rules.heading",
			      ARGS(ARG_INT("most", PASSWORD_MOST_BYTES))));
	for (int i = 0; i < CRITERIA; i++) {
		const bool met = (faults & criteria[i].fault) == 0;
		const int line = y + 1 + i / COLUMNS;
		const int column = x + i % COLUMNS * (width / COLUMNS);
		const char *key =
		    i == 0 && rules->staff > rules->least ? "rules.length_staff" : criteria[i].key;

		if (told)
			term_text(line, column, wide, met ? STYLE_GOOD : STYLE_WARNING, words[met]);
		term_text(line, column + wide + 2, width / COLUMNS - wide - 3,
			  told && met ? STYLE_DIM : STYLE_NORMAL,
			  lang_format(app->scratch, lang, key, lengths));
	}
}
