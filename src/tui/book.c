/* Help that is read (CUS-05): frequent questions, the guide, whom to ask.  Words typed rank the
 * answers; the one in focus is read beneath the list, and Enter goes to the screen or the form that
 * it names. */
#include "table.h"

#include <guichet/department.h>
#include <guichet/help.h>
#include <string.h>

#define ROW_TABS BODY_TOP
#define ROW_SEARCH (BODY_TOP + 2)
#define ROW_LIST (ROW_SEARCH + 1)
#define LIST_MOST 6
#define MARGIN 2

enum { PAGE_FAQ, PAGE_GUIDE, PAGE_CONTACT, PAGES };
static const char *const pages[PAGES] = { "faq", "guide", "contact" };

struct book {
	size_t page;
	const struct help_topic *topics[PAGES]; /* in the pane's arena, once looked at */
	struct field field;
	bool stale;
	struct arena *matches; /* emptied at each search */
	const struct help_topic *const *found;
	size_t count, focus, first;
	const char *const *lines; /* of the topic in focus */
	size_t line_count, scroll;
	const struct help_topic *laid; /* whose lines they are ... */
	int laid_for;                  /* ... for how many columns */
};

/* --- what there is to read --- */

static void
add_detail(const struct app *app, struct builder *text, const char *label, const char *value)
{
	if (value[0] != '\0')
		builder_format(text, "\n- %s : %s", lang_text(app_lang(app), label), value);
}

/* A department is read as a question is: what it is for, and how it is reached. */
static struct help_topic
department_topic(const struct app *app, struct arena *arena, const struct department *department)
{
	const struct lang *lang = app_lang(app);
	struct builder text = { .arena = arena };

	builder_add(&text, lang_text(lang, arena_format(arena, "department.%s", department->code)));
	builder_add(&text, "\n");
	if (department->email[0] == '\0' && department->phone[0] == '\0')
		builder_format(&text, "\n%s", lang_text(lang, "book.nobody"));
	add_detail(app, &text, "book.phone", department->phone);
	add_detail(app, &text, "book.email", department->email);
	add_detail(app, &text, "book.hours", config_text(app->config, "contact.hours"));
	add_detail(app, &text, "book.urgent", config_text(app->config, "contact.urgent_phone"));
	return (struct help_topic){ .name = department->code,
				    .title = lang_choice(lang, "department", department->code),
				    .words = "",
				    .target = department->email[0] != '\0' ? "help.contact" : NULL,
				    .text = builder_text(&text) };
}

static const struct help_topic *
department_topics(const struct app *app, struct arena *arena)
{
	const struct department *list = departments(arena, app->session);
	size_t count = 0;
	struct help_topic *topics;

	while (list[count].code != NULL)
		count++;
	topics = arena_array(arena, count + 1, sizeof *topics);
	for (size_t i = 0; i < count; i++)
		topics[i] = department_topic(app, arena, &list[i]);
	return topics;
}

static const struct help_topic *
topics_of(struct app *app, struct arena *arena, struct book *book)
{
	if (book->topics[book->page] == NULL)
		book->topics[book->page] =
		    book->page == PAGE_CONTACT
			? department_topics(app, arena)
			: help_topics(arena, lang_code(app_lang(app)), pages[book->page]);
	return book->topics[book->page];
}

static const struct help_topic *
in_focus(const struct book *book)
{
	return book->focus < book->count ? book->found[book->focus] : NULL;
}

static void
search(struct app *app, struct pane *pane)
{
	struct book *book = pane->state;

	if (!book->stale)
		return;
	book->stale = false;
	arena_reset(book->matches);
	book->found = help_search(book->matches, topics_of(app, pane->arena, book),
				  book->field.text, &book->count);
	book->focus = book->first = book->scroll = 0;
	book->laid = NULL;
}

/* --- where it leads --- */

/* To a department: its question form; else the form as it is. */
static void
form_for(struct app *app, const struct book *book, const struct help_topic *topic,
	 const struct command *command)
{
	const struct input given[] = { { "department", topic->name }, { .name = NULL } };
	const struct form_request request = { .command = command,
					      .values = book->page == PAGE_CONTACT ? given : NULL };

	form_open(app, &request);
}

/* Its words, and why it does not work here; NULL: the topic names nothing. */
static const char *
target_words(struct app *app, const char *target, const char **why)
{
	const struct command *command = command_find(target);
	struct error error;

	*why = NULL;
	if (command != NULL) {
		if (execute_allowed(app->session, command, &error) != STATUS_OK)
			*why = error_text(app->scratch, app_lang(app), &error);
		return command_title(app_lang(app), command);
	}
	const struct screen *screen = screen_get(app, target);
	if (screen == NULL)
		return NULL;
	if (!screen_allowed(app, screen))
		*why = lang_format(app->scratch, app_lang(app), "tui.no_right",
				   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
	return screen_title(app_lang(app), screen);
}

/* Before one is signed in, and while the screen is locked, it is only read. */
static bool
leads(const struct app *app, const struct help_topic *topic)
{
	return topic != NULL && topic->target != NULL && app_signed_in(app) && !app->locked;
}

static enum reaction
enter(struct app *app, struct book *book)
{
	const struct help_topic *topic = in_focus(book);
	const char *why = NULL;

	if (!leads(app, topic))
		return STAY;
	target_words(app, topic->target, &why);
	if (why != NULL) {
		app_message(app, TONE_ERROR, "help.why", ARGS(ARG_TEXT("why", why)));
		return REDRAW;
	}
	const struct command *command = command_find(topic->target);
	if (command != NULL) {
		form_for(app, book, topic, command);
		return REDRAW;
	}
	return screen_open(app, topic->target, NULL) ? REDRAW : STAY;
}

/* --- keys --- */

static int
list_rows(const struct book *book)
{
	return book->count < LIST_MOST ? (int)book->count : LIST_MOST;
}

static int
text_rows(const struct book *book)
{
	return body_bottom() - ROW_LIST - list_rows(book) - 1;
}

static enum reaction
move(struct book *book, int step)
{
	const size_t last = book->count ? book->count - 1 : 0;
	const size_t to = step < 0 && book->focus == 0 ? 0 : book->focus + (size_t)step;

	book->focus = to > last ? last : to;
	book->scroll = 0;
	return REDRAW;
}

/* To the end of the text; then to the next topic, so that a guide is read from end to end. */
static enum reaction
page(struct book *book, int step)
{
	const size_t rows = text_rows(book) > 1 ? (size_t)text_rows(book) : 1;

	if (step > 0 && book->scroll + rows < book->line_count) {
		book->scroll += rows - 1;
		return REDRAW;
	}
	if (step < 0 && book->scroll > 0) {
		book->scroll = book->scroll > rows - 1 ? book->scroll - (rows - 1) : 0;
		return REDRAW;
	}
	return move(book, step);
}

static enum reaction
turn(struct book *book, int step)
{
	book->page = (book->page + (size_t)(step + PAGES)) % PAGES;
	book->stale = true;
	return REDRAW;
}

static enum reaction
book_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct book *book = pane->state;

	search(app, pane);
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return enter(app, book);
	case ACTION_UP:
		return move(book, -1);
	case ACTION_DOWN:
		return move(book, 1);
	case ACTION_PAGE_UP:
		return page(book, -1);
	case ACTION_PAGE_DOWN:
		return page(book, 1);
	case ACTION_NEXT:
		return turn(book, 1);
	case ACTION_PREVIOUS:
		return turn(book, -1);
	case ACTION_HOME:
		return help_leave(app, pane, key);
	case ACTION_BACK:
		return CLOSE;
	default:
		break;
	}
	if (field_key(&book->field, key) == STAY)
		return key->action == ACTION_NONE && key->text[0] ? STAY : UNKNOWN;
	book->stale = true;
	return REDRAW;
}

static void
book_paste(struct app *app, struct pane *pane, const char *text)
{
	struct book *book = pane->state;

	(void)app;
	field_insert(&book->field, text);
	book->stale = true;
}

/* --- what is seen --- */

static void
book_prepare(struct app *app, struct pane *pane)
{
	struct book *book = pane->state;
	const int columns = term_columns() - 2 * MARGIN;

	search(app, pane);
	const struct help_topic *topic = in_focus(book);
	if (book->focus < book->first)
		book->first = book->focus;
	if (book->focus >= book->first + LIST_MOST)
		book->first = book->focus - LIST_MOST + 1;
	if (topic != NULL && (topic != book->laid || columns != book->laid_for)) {
		book->lines = help_lines(pane->arena, topic->text, columns, &book->line_count);
		book->laid = topic;
		book->laid_for = columns;
	}
	if (topic == NULL)
		book->line_count = 0;
}

static void
draw_search(struct app *app, struct book *book)
{
	const struct lang *lang = app_lang(app);
	const char *label = lang_text(lang, "book.search");
	const int x = MARGIN + text_width(label) + 1;
	const char *found = book->count == 0
				? lang_text(lang, "book.none")
				: lang_format(app->scratch, lang, "book.found",
					      ARGS(ARG_INT("count", (int64_t)book->count)));

	term_text(ROW_SEARCH, MARGIN, x, STYLE_DIM, label);
	if (book->field.text[0] != '\0')
		term_text(ROW_SEARCH, x + 32, term_columns() - x - 32,
			  book->count == 0 ? STYLE_WARNING : STYLE_DIM, found);
	field_draw(&book->field, ROW_SEARCH, x, 30, true);
}

static void
draw_list(const struct book *book)
{
	for (int i = 0; i < list_rows(book); i++) {
		const size_t index = book->first + (size_t)i;
		const bool focused = index == book->focus;

		if (focused)
			term_text(ROW_LIST + i, 0, 1, STYLE_FOCUS, ">");
		term_text(ROW_LIST + i, MARGIN, term_columns() - MARGIN - 1,
			  focused ? STYLE_FOCUS : STYLE_NORMAL, book->found[index]->title);
	}
}

static void
draw_text(struct app *app, const struct book *book)
{
	const int rule = ROW_LIST + list_rows(book);
	const int rows = text_rows(book);
	const char *more = lang_text(app_lang(app), "book.more");

	term_rule(rule, 0, term_columns());
	if (book->scroll + (size_t)rows < book->line_count)
		term_text(rule, term_columns() - text_width(more) - 3, text_width(more) + 2,
			  STYLE_NORMAL, arena_format(app->scratch, " %s ", more));
	for (int i = 0; i < rows && book->scroll + (size_t)i < book->line_count; i++)
		term_text(rule + 1 + i, MARGIN, term_columns() - MARGIN, STYLE_NORMAL,
			  book->lines[book->scroll + (size_t)i]);
}

static void
book_draw(struct app *app, struct pane *pane)
{
	struct book *book = pane->state;
	struct tab_word words[PAGES];

	for (size_t i = 0; i < PAGES; i++)
		words[i] = (struct tab_word){
			.number = (int)i + 1,
			.words = lang_text(app_lang(app),
					   arena_format(app->scratch, "book.%s", pages[i])),
		};
	tabs_draw(app, ROW_TABS, words, PAGES, book->page);
	draw_list(book);
	draw_text(app, book);
	draw_search(app, book);
}

static void
book_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct book *book = pane->state;
	const struct help_topic *topic = in_focus(book);
	const struct lang *lang = app_lang(app);
	const char *why = NULL;
	const char *words = leads(app, topic) ? target_words(app, topic->target, &why) : NULL;

	if (words != NULL && why == NULL)
		offer_action_as(offers, ACTION_ACCEPT,
				command_find(topic->target) != NULL
				    ? words
				    : lang_format(app->scratch, lang, "book.go",
						  ARGS(ARG_TEXT("what", words))));
	offer_action(offers, ACTION_DOWN);
	offer_action_as(offers, ACTION_PAGE_DOWN, lang_text(lang, "book.read"));
	offer_action_as(offers, ACTION_NEXT, lang_text(lang, "book.page"));
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "tui.close"));
}

static void
book_close(struct app *app, struct pane *pane)
{
	struct book *book = pane->state;

	(void)app;
	arena_free(&book->matches);
}

static const struct pane_ops book_ops = {
	.name = "book",
	.key = book_key,
	.draw = book_draw,
	.prepare = book_prepare,
	.close = book_close,
	.paste = book_paste,
	.offer = book_offer,
};

void
book_open(struct app *app, const char *words)
{
	struct pane *pane = app_push(app, &book_ops, sizeof(struct book));
	struct book *book = pane->state;

	pane->input = true;
	pane->title = lang_text(app_lang(app), "book.title");
	book->matches = arena_new();
	book->stale = true;
	field_init(&book->field, pane->arena, 60, words);
}
