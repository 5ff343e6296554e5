/* A pane in which something is read (reader.c), and what it reads. */
#ifndef GUICHET_TUI_READER_H
#define GUICHET_TUI_READER_H

#include "tui.h"

#include <guichet/help.h>

#define READER_PAGES_MOST 3

struct shelf {
	const char *name; /* words: NAME.title, .search, .none, .found, .page */
	size_t pages;
	bool alike; /* each page has the same topics in other words: the one in focus stays */
	const char *(*page_words)(struct app *app, size_t page);
	/* In the pane's arena; ends with name NULL. */
	const struct help_topic *(*topics)(struct app *app, struct arena *arena, size_t page);
	/* Where Enter leads; NULL: nowhere. */
	enum reaction (*enter)(struct app *app, size_t page, const struct help_topic *topic);
	void (*offer)(struct app *app, const struct help_topic *topic, struct offers *offers);
};

/* ops are the owner's, with his name (help.NAME.intro), and these functions. */
void reader_open(struct app *app, const struct pane_ops *ops, const struct shelf *shelf,
		 size_t page, const char *words);
enum reaction reader_key(struct app *app, struct pane *pane, const struct key *key);
void reader_draw(struct app *app, struct pane *pane);
void reader_prepare(struct app *app, struct pane *pane);
void reader_close(struct app *app, struct pane *pane);
void reader_paste(struct app *app, struct pane *pane, const char *text);
void reader_offer(struct app *app, struct pane *pane, struct offers *offers);

#define READER_OPS                                                                                \
	.key = reader_key, .draw = reader_draw, .prepare = reader_prepare, .close = reader_close, \
	.paste = reader_paste, .offer = reader_offer

#endif
