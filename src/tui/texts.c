/* The texts of messages with sample data, a page for each language (MSG-01). */
#include "reader.h"

#include <guichet/messages.h>
#include <string.h>

static const char *
page_words(struct app *app, size_t page)
{
	return lang_choice(app_lang(app), "language", lang_codes[page]);
}

static const struct help_topic *
page_topics(struct app *app, struct arena *arena, size_t page)
{
	return message_topics(arena, app_lang(app), lang_get(lang_codes[page]));
}

static const struct shelf shelf = {
	.name = "texts",
	.pages = 3,
	.alike = true,
	.page_words = page_words,
	.topics = page_topics,
};

static const struct pane_ops texts_ops = { .name = "texts", READER_OPS };

/* At the reader's own language. */
void
texts_open(struct app *app)
{
	size_t page = 0;

	while (lang_codes[page + 1] != NULL &&
	       strcmp(lang_codes[page], lang_code(app_lang(app))) != 0)
		page++;
	reader_open(app, &texts_ops, &shelf, page, "");
}
