/* What a card may bear: at most 25 characters, capitals, of the set an embosser has (CARD-02). */
#include "domain.h"

#include <guichet/text.h>
#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char others[] = " .-/&'";

static bool
in_set(char sign)
{
	return strchr(letters, sign) != NULL || strchr(others, sign) != NULL;
}

/* One character as the embosser has it: itself, a letter without its accent ("Œ" is OE), the plain
 * apostrophe or dash; NULL when it has none. */
static const char *
sign_of(struct arena *arena, const char *sign)
{
	static const char *const same[][2] = { { "\u2019", "'" }, { "\u2018", "'" },
					       { "\u2010", "-" }, { "\u2011", "-" },
					       { "\u2013", "-" }, { "\u00a0", " " } };
	if (strlen(sign) == 1 && in_set(sign[0])) {
		return sign;
	}
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		if (strcmp(sign, same[i][0]) == 0) {
			return same[i][1];
		}
	}
	const char *folded = text_fold(arena, sign);
	bool plain = folded[0] != '\0' && folded[strspn(folded, letters)] == '\0';
	return plain ? folded : NULL;
}

enum status
emboss_text(struct work *work, const char *param, const char *text, const char **embossed)
{
	struct builder out = { .arena = work->arena };
	const char *typed = text_upper(work->arena, text_trim(work->arena, text));
	for (size_t at = 0; typed[at] != '\0';) {
		size_t size = text_next(typed, at);
		const char *sign = arena_copy_bytes(work->arena, typed + at, size);
		const char *plain = sign_of(work->arena, sign);
		if (plain == NULL) {
			return work_refuse(
			    work, param, "refusal.emboss_sign",
			    ARGS(ARG_TEXT("sign", sign), ARG_TEXT("signs", others + 1)));
		}
		builder_add(&out, plain);
		at += size;
	}
	*embossed = builder_text(&out);
	if (strlen(*embossed) > EMBOSSED_MOST) {
		return work_refuse(work, param, "refusal.emboss_long",
				   ARGS(ARG_INT("most", EMBOSSED_MOST),
					ARG_INT("length", (int64_t)strlen(*embossed)),
					ARG_TEXT("text", *embossed)));
	}
	return STATUS_OK;
}
