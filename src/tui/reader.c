/* What is read: a list of topics that words typed rank, the one in focus beneath it, pages of them
 * side by side.  The book of help and the texts of messages are such. */
#include "reader.h"

#include <string.h>

#define ROW_TABS BODY_TOP
#define ROW_SEARCH (BODY_TOP + 2)
#define ROW_LIST (ROW_SEARCH + 1)
#define LIST_MOST 6
#define MARGIN 2

struct reader {
	const struct shelf *shelf;
	size_t page;
	const struct help_topic
	    *topics[READER_PAGES_MOST]; /* in the pane's arena, once looked at */
	struct field field;
	bool stale;
	bool turned;           /* from a page alike ... */
	size_t stays;          /* ... where this topic was in focus */
	struct arena *matches; /* emptied at each search */
	const struct help_topic *const *found;
	size_t count, focus, first;
	const char *const *lines; /* of the topic in focus */
	size_t line_count, scroll;
	const struct help_topic *laid; /* whose lines they are ... */
	int laid_for;                  /* ... for how many columns */
};

static const char *
words_of(const struct app *app, const struct reader *reader, const char *name)
{
	return lang_text(app_lang(app),
			 arena_format(app->scratch, "%s.%s", reader->shelf->name, name));
}

static const struct help_topic *
topics_of(struct app *app, struct arena *arena, struct reader *reader)
{
	if (reader->topics[reader->page] == NULL)
		reader->topics[reader->page] = reader->shelf->topics(app, arena, reader->page);
	return reader->topics[reader->page];
}

static const struct help_topic *
in_focus(const struct reader *reader)
{
	return reader->focus < reader->count ? reader->found[reader->focus] : NULL;
}

static void
search(struct app *app, struct pane *pane)
{
	struct reader *reader = pane->state;

	if (!reader->stale)
		return;
	reader->stale = false;
	arena_reset(reader->matches);
	reader->found = help_search(reader->matches, topics_of(app, pane->arena, reader),
				    reader->field.text, &reader->count);
	reader->focus = reader->first = reader->scroll = 0;
	reader->laid = NULL;
	for (size_t i = 0; reader->turned && i < reader->count; i++)
		if (reader->found[i] == reader->topics[reader->page] + reader->stays)
			reader->focus = i;
	reader->turned = false;
}

/* --- keys --- */

static int
list_rows(const struct reader *reader)
{
	return reader->count < LIST_MOST ? (int)reader->count : LIST_MOST;
}

static int
text_rows(const struct reader *reader)
{
	return body_bottom() - ROW_LIST - list_rows(reader) - 1;
}

static enum reaction
move(struct reader *reader, int step)
{
	const size_t last = reader->count ? reader->count - 1 : 0;
	const size_t to = step < 0 && reader->focus == 0 ? 0 : reader->focus + (size_t)step;

	reader->focus = to > last ? last : to;
	reader->scroll = 0;
	return REDRAW;
}

/* To the end of the text; then to the next topic, so that a guide is read from end to end. */
static enum reaction
page(struct reader *reader, int step)
{
	const size_t rows = text_rows(reader) > 1 ? (size_t)text_rows(reader) : 1;

	if (step > 0 && reader->scroll + rows < reader->line_count) {
		reader->scroll += rows - 1;
		return REDRAW;
	}
	if (step < 0 && reader->scroll > 0) {
		reader->scroll = reader->scroll > rows - 1 ? reader->scroll - (rows - 1) : 0;
		return REDRAW;
	}
	return move(reader, step);
}

static enum reaction
turn(struct reader *reader, int step)
{
	const size_t pages = reader->shelf->pages;
	const struct help_topic *topic = in_focus(reader);

	reader->turned = reader->shelf->alike && topic != NULL;
	if (reader->turned)
		reader->stays = (size_t)(topic - reader->topics[reader->page]);
	reader->page = (reader->page + (step < 0 ? pages - 1 : 1)) % pages;
	reader->stale = true;
	return REDRAW;
}

enum reaction
reader_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct reader *reader = pane->state;

	search(app, pane);
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return reader->shelf->enter != NULL && in_focus(reader) != NULL
			   ? reader->shelf->enter(app, reader->page, in_focus(reader))
			   : STAY;
	case ACTION_UP:
		return move(reader, -1);
	case ACTION_DOWN:
		return move(reader, 1);
	case ACTION_PAGE_UP:
		return page(reader, -1);
	case ACTION_PAGE_DOWN:
		return page(reader, 1);
	case ACTION_NEXT:
		return turn(reader, 1);
	case ACTION_PREVIOUS:
		return turn(reader, -1);
	case ACTION_HOME:
		return help_leave(app, pane, key);
	case ACTION_BACK:
		return CLOSE;
	default:
		break;
	}
	if (field_key(&reader->field, key) == STAY)
		return key->action == ACTION_NONE && key->text[0] ? STAY : UNKNOWN;
	reader->stale = true;
	return REDRAW;
}

void
reader_paste(struct app *app, struct pane *pane, const char *text)
{
	struct reader *reader = pane->state;

	(void)app;
	field_insert(&reader->field, text);
	reader->stale = true;
}

/* --- what is seen --- */

void
reader_prepare(struct app *app, struct pane *pane)
{
	struct reader *reader = pane->state;
	const int columns = term_columns() - 2 * MARGIN;

	search(app, pane);
	const struct help_topic *topic = in_focus(reader);
	if (reader->focus < reader->first)
		reader->first = reader->focus;
	if (reader->focus >= reader->first + LIST_MOST)
		reader->first = reader->focus - LIST_MOST + 1;
	if (topic != NULL && (topic != reader->laid || columns != reader->laid_for)) {
		reader->lines = help_lines(pane->arena, topic->text, columns, &reader->line_count);
		reader->laid = topic;
		reader->laid_for = columns;
	}
	if (topic == NULL)
		reader->line_count = 0;
}

static void
draw_search(struct app *app, struct reader *reader)
{
	const struct lang *lang = app_lang(app);
	const char *label = words_of(app, reader, "search");
	const int x = MARGIN + text_width(label) + 1;
	const char *found =
	    reader->count == 0
		? words_of(app, reader, "none")
		: lang_format(app->scratch, lang,
			      arena_format(app->scratch, "%s.found", reader->shelf->name),
			      ARGS(ARG_INT("count", (int64_t)reader->count)));

	term_text(ROW_SEARCH, MARGIN, x, STYLE_DIM, label);
	if (reader->field.text[0] != '\0')
		term_text(ROW_SEARCH, x + 32, term_columns() - x - 32,
			  reader->count == 0 ? STYLE_WARNING : STYLE_DIM, found);
	field_draw(&reader->field, ROW_SEARCH, x, 30, true);
}

static void
draw_list(const struct reader *reader)
{
	for (int i = 0; i < list_rows(reader); i++) {
		const size_t index = reader->first + (size_t)i;
		const bool focused = index == reader->focus;

		if (focused)
			term_text(ROW_LIST + i, 0, 1, STYLE_FOCUS, ">");
		term_text(ROW_LIST + i, MARGIN, term_columns() - MARGIN - 1,
			  focused ? STYLE_FOCUS : STYLE_NORMAL, reader->found[index]->title);
	}
}

static void
draw_text(struct app *app, const struct reader *reader)
{
	const int rule = ROW_LIST + list_rows(reader);
	const int rows = text_rows(reader);
	const char *more = lang_text(app_lang(app), "book.more");

	term_rule(rule, 0, term_columns());
	if (reader->scroll + (size_t)rows < reader->line_count)
		term_text(rule, term_columns() - text_width(more) - 3, text_width(more) + 2,
			  STYLE_NORMAL, arena_format(app->scratch, " %s ", more));
	for (int i = 0; i < rows && reader->scroll + (size_t)i < reader->line_count; i++)
		term_text(rule + 1 + i, MARGIN, term_columns() - MARGIN, STYLE_NORMAL,
			  reader->lines[reader->scroll + (size_t)i]);
}

void
reader_draw(struct app *app, struct pane *pane)
{
	struct reader *reader = pane->state;
	struct tab_word words[READER_PAGES_MOST];

	for (size_t i = 0; i < reader->shelf->pages; i++)
		words[i] = (struct tab_word){ .number = (int)i + 1,
					      .words = reader->shelf->page_words(app, i) };
	tabs_draw(app, ROW_TABS, words, reader->shelf->pages, reader->page);
	draw_list(reader);
	draw_text(app, reader);
	draw_search(app, reader);
}

void
reader_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct reader *reader = pane->state;
	const struct help_topic *topic = in_focus(reader);

	if (reader->shelf->offer != NULL && topic != NULL)
		reader->shelf->offer(app, topic, offers);
	offer_action(offers, ACTION_DOWN);
	offer_action_as(offers, ACTION_PAGE_DOWN, lang_text(app_lang(app), "book.read"));
	offer_action_as(offers, ACTION_NEXT, words_of(app, reader, "page"));
	offer_action_as(offers, ACTION_BACK, lang_text(app_lang(app), "tui.close"));
}

void
reader_close(struct app *app, struct pane *pane)
{
	struct reader *reader = pane->state;

	(void)app;
	arena_free(&reader->matches);
}

void
reader_open(struct app *app, const struct pane_ops *ops, const struct shelf *shelf, size_t page,
	    const char *words)
{
	struct pane *pane = app_push(app, ops, sizeof(struct reader));
	struct reader *reader = pane->state;

	pane->input = true;
	reader->shelf = shelf;
	reader->page = page;
	pane->title = words_of(app, reader, "title");
	reader->matches = arena_new();
	reader->stale = true;
	field_init(&reader->field, pane->arena, 60, words);
}
