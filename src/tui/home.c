/* Home: the sections, what waits, the last records, and a prompt that finds anything. */
#include "home.h"
#include "finder.h"
#include "table.h"

#include <guichet/date.h>
#include <guichet/store.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAITING_MOST 16
#define LINES_MOST (WAITING_MOST + RECENTS)
#define FILTERS_MOST 7
#define FIRST_SIZE 32
#define COUNT_MOST 999
#define RECOUNT_MS 30000 /* what others change is looked at, not worked with */

struct line { /* one that Down reaches beneath the prompt */
	const struct waiting *waiting;
	const struct recent *recent;
};

struct home {
	const struct screen *screen; /* NULL: broken, told */
	struct finder finder;
	struct menu_grid menu; /* laid out before each repaint */
	int focus;             /* of the lines beneath; -1: the prompt */
	int64_t counts[WAITING_MOST];
	char firsts[WAITING_MOST][FIRST_SIZE]; /* of the first of these rows, as told */
	size_t counting;    /* the next to count: counted one by one while nobody types */
	int64_t counted_at; /* milliseconds */
	bool stale;         /* something was written since */
};

static enum reaction
number_run(struct app *app, struct home *home, int number)
{
	const struct menu_entry *entry =
	    home->screen ? menu_entry_of(app, home->screen, number) : NULL;
	if (!entry) {
		app_refuse(app, "home.no_number", ARGS(ARG_INT("number", number)));
		return REDRAW;
	}
	field_set(&home->finder.field, "");
	home->finder.stale = true;
	return menu_run(app, entry);
}

/* --- what waits, what was opened --- */

static const struct arg *
filters_of(const struct waiting *waiting, struct arg filters[FILTERS_MOST + 1])
{
	size_t count = 0;
	const struct pairing *each = waiting->filters;
	for (; each && each->name && count < FILTERS_MOST; each++)
		filters[count++] = (struct arg)ARG_TEXT(each->name, each->field);
	filters[count].name = NULL;
	return filters;
}

/* False when it was given up: somebody types, and what is shown stays as it was. */
static bool
count_waiting(struct app *app, struct home *home, size_t i)
{
	const struct waiting *waiting = &home->screen->waiting[i];
	const struct screen *screen =
	    face_allowed(app, waiting->screen) ? screen_get(app, waiting->screen) : NULL;
	struct arg filters[FILTERS_MOST + 1];
	struct error error = { .status = STATUS_OK };
	const struct ask ask = { .screen = screen, .filters = filters_of(waiting, filters) };
	struct value first = value_text(TYPE_TEXT, NULL);
	int64_t count = 0;
	if (screen &&
	    ask_count(app->session, &ask, COUNT_MOST, app->scratch, &count, &error) != STATUS_OK)
		count = 0;
	if (count > 0 && waiting->first)
		ask_first(app->session, &ask, waiting->first, app->scratch, &first, &error);
	if (store_gave_up(&error))
		return false;
	home->counts[i] = count;
	(void)snprintf(home->firsts[i], FIRST_SIZE, "%s",
		       value_format(app->scratch, app_lang(app), &first));
	return true;
}

static const char *
waiting_text(struct app *app, const struct home *home, const struct waiting *waiting)
{
	size_t i = (size_t)(waiting - home->screen->waiting);
	return lang_format(
	    app->scratch, app_lang(app), arena_format(app->scratch, "waiting.%s", waiting->name),
	    ARGS(ARG_INT("count", home->counts[i]), ARG_TEXT("first", home->firsts[i])));
}

/* Of the prompt: beneath the menu and a rule. */
static int
prompt_row(const struct home *home)
{
	return BODY_TOP + home->menu.rows + 1;
}

/* Of the heading of the lines: the prompt has its hint beneath. */
static int
lines_top(const struct home *home)
{
	return prompt_row(home) + 2;
}

/* As many as there is room for: Down reaches none that is not seen.  However much waits, what was
 * opened last is among them, beside its heading where no row is left for it beneath. */
static size_t
lines_of(struct app *app, const struct home *home, struct line lines[LINES_MOST])
{
	int room = body_bottom() - lines_top(home) - 1, count = 0;
	for (size_t i = 0; home->screen && i < home->screen->waiting_count && i < WAITING_MOST; i++)
		if (home->counts[i] > 0 && count < room - (app->recent_count > 0))
			lines[count++] = (struct line){ .waiting = &home->screen->waiting[i] };
	room -= count > 0 && count < room - 1; /* the second heading */
	for (int i = 0; i < app->recent_count && count < room; i++)
		lines[count++] = (struct line){ .recent = &app->recents[i] };
	return (size_t)count;
}

static enum reaction
line_open(struct app *app, const struct line *line)
{
	if (line->recent)
		return record_open(app, line->recent->screen, line->recent->key) ? REDRAW : STAY;
	struct arg filters[FILTERS_MOST + 1];
	filters_of(line->waiting, filters);
	return screen_open(app, line->waiting->screen, filters) ? REDRAW : STAY;
}

static const char *
recent_text(struct app *app, const struct recent *recent)
{
	struct screen_face face;
	if (!recent || !face_get(app, recent->screen, &face))
		return "";
	return arena_format(app->scratch, "%s  %s", face_title(app_lang(app), &face),
			    recent->label);
}

static void
draw_lines(struct app *app, const struct home *home)
{
	struct line lines[LINES_MOST];
	const struct lang *lang = app_lang(app);
	int count = (int)lines_of(app, home, lines), y = lines_top(home);
	bool waiting = false, recent = false;
	for (int i = 0; i < count; i++) {
		const struct line *line = &lines[i];
		const char *text;
		int x = 3;
		if (line->waiting && !waiting) {
			term_text(y++, 1, term_columns() - 1, STYLE_HEADING,
				  lang_text(lang, "home.waiting"));
			waiting = true;
		}
		if (line->recent && !recent) {
			const char *heading = lang_text(lang, "home.recent");
			y += waiting && y + 1 + count - i < body_bottom();
			if (y + 1 < body_bottom())
				term_text(y++, 1, term_columns() - 1, STYLE_HEADING, heading);
			else
				x +=
				    1 + term_text(y, x, term_columns() - x, STYLE_HEADING, heading);
			recent = true;
		}
		if (line->waiting && home->screen)
			text = waiting_text(app, home, line->waiting);
		else
			text = recent_text(app, line->recent);
		bool focused = home->focus == i;
		if (focused) {
			term_text(y, 1, 1, STYLE_FOCUS, ">");
			term_cursor(y, 1);
		}
		term_text(y++, x, term_columns() - x - 1, focused ? STYLE_FOCUS : STYLE_NORMAL,
			  text);
	}
}

/* --- keys --- */

static enum reaction
enter(struct app *app, struct home *home)
{
	struct finder *finder = &home->finder;
	finder_search(finder);
	if (home->focus >= 0 && home->focus < (int)finder->count)
		return found_open(app, &finder->found[home->focus]) ? REDRAW : STAY;
	if (home->focus >= 0) {
		struct line lines[LINES_MOST];
		size_t count = lines_of(app, home, lines);
		return home->focus < (int)count ? line_open(app, &lines[home->focus]) : STAY;
	}
	const char *words = text_trim(app->scratch, finder->field.text);
	int number = menu_number(words);
	if (!*words)
		return STAY;
	if (number)
		return number_run(app, home, number);
	if (finder->error.status != STATUS_OK) {
		app_error(app, &finder->error);
		return REDRAW;
	}
	if (finder->count == 0) {
		app_refuse(app, finder->searched ? "find.nothing" : "find.short",
			   ARGS(ARG_TEXT("words", words)));
		finder->field.replace = true;
		return REDRAW;
	}
	const struct found *sure = finder_sure(finder);
	if (!sure)
		find_enter(app, words);
	else if (!found_open(app, sure))
		return STAY;
	field_set(&finder->field, "");
	finder->stale = true;
	return REDRAW;
}

static enum reaction
down(struct app *app, struct home *home, int step)
{
	struct line lines[LINES_MOST];
	finder_search(&home->finder);
	int count =
	    home->finder.searched ? (int)home->finder.count : (int)lines_of(app, home, lines);
	int to = home->focus + step;
	home->focus = to < -1 ? -1 : to >= count ? count - 1 : to;
	return REDRAW;
}

static enum reaction
back(struct home *home)
{
	home->focus = -1;
	field_set(&home->finder.field, "");
	home->finder.stale = true;
	return REDRAW;
}

static enum reaction
home_key(struct app *app, struct pane *pane, const struct key *key)
{
	(void)pane;
	struct home *home = pane->state;
	struct field *field = &home->finder.field;
	switch ((int)key->action) {
	case ACTION_ACCEPT:
		return enter(app, home);
	case ACTION_DOWN:
	case ACTION_NEXT:
		return down(app, home, 1);
	case ACTION_UP:
	case ACTION_PREVIOUS:
		return down(app, home, -1);
	case ACTION_BACK:
		return back(home);
	case ACTION_HOME:
		return QUIT;
	case ACTION_FIND:
		return back(home);
	case ACTION_RELOAD:
		home->counting = 0;
		home->finder.stale = true;
		return RELOAD;
	default:
		break;
	}
	if (!field->text[0] && strcmp(key->text, ":") == 0) {
		command_open(app);
		return REDRAW;
	}
	if (!field->text[0] && strcmp(key->text, "?") == 0) {
		help_open(app);
		return REDRAW;
	}
	if (field_key(field, key) == STAY)
		return key->action == ACTION_NONE && key->text[0] ? STAY : UNKNOWN;
	home->focus = -1;
	home->finder.stale = true;
	return REDRAW;
}

/* --- the pane --- */

static void
lay_out(struct app *app, struct home *home)
{
	if (home->screen)
		menu_lay_out(app, home->screen, &home->menu);
}

static void
home_prepare(struct app *app, struct pane *pane)
{
	struct home *home = pane->state;
	pane->title = home->screen ? screen_title(app_lang(app), home->screen) : "";
	lay_out(app, home);
	finder_search(&home->finder);
}

/* True when it is time for it: at once after a change done here. */
static bool
recount(const struct app *app, struct home *home)
{
	const bool own = home->counted_at <= app->changed;
	if (!home->stale || (!own && milliseconds() - home->counted_at < RECOUNT_MS))
		return false;
	home->stale = false;
	home->counting = 0;
	return true;
}

/* Of what is shown only what was found and the counts are the store's. */
static bool
home_reload(struct app *app, struct pane *pane)
{
	struct home *home = pane->state;
	home->stale = true;
	home->finder.stale = true;
	home_prepare(app, pane);
	return home->finder.searched || recount(app, home);
}

/* One count at a time. */
static bool
home_work(struct app *app, struct pane *pane, bool *differs)
{
	struct home *home = pane->state;
	size_t count = home->screen ? home->screen->waiting_count : 0;
	if (count > WAITING_MOST)
		count = WAITING_MOST;
	if (count == 0 || (home->counting >= count && !recount(app, home)))
		return false;
	if (!count_waiting(app, home, home->counting))
		return true;
	home->counting++;
	home->counted_at = milliseconds();
	*differs = home->counting == count;
	return home->counting < count;
}

static void
home_draw(struct app *app, struct pane *pane)
{
	struct home *home = pane->state;
	struct finder *finder = &home->finder;
	const char *summary = finder_summary(finder);
	int right = text_width(summary), prompt = prompt_row(home);
	if (home->screen)
		menu_draw(app, home->screen, &home->menu, BODY_TOP);
	term_rule(prompt - 1, 0, term_columns());
	term_text(prompt, 1, 4, STYLE_KEY, "===>");
	term_text(prompt, term_columns() - right - 1, right, STYLE_DIM, summary);
	if (!finder->field.text[0])
		term_text(prompt + 1, 6, term_columns() - 7, STYLE_DIM,
			  lang_text(app_lang(app), "home.hint"));
	if (finder->count)
		finder_draw(finder, prompt + 2, body_bottom() - prompt - 2, home->focus);
	else
		draw_lines(app, home);
	field_draw(&finder->field, prompt, 6, 44, home->focus < 0);
}

static void
home_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct home *home = pane->state;
	finder_close(&home->finder);
}

static void
home_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	struct home *home = pane->state;
	home->focus = -1;
	field_insert(&home->finder.field, text);
	home->finder.stale = true;
}

static void
home_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)pane;
	const struct lang *lang = app_lang(app);
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "tui.open"));
	offer_action(offers, ACTION_DOWN);
	offer_action_as(offers, ACTION_HOME, lang_text(lang, "home.leave"));
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "home.clear"));
}

static const struct pane_ops home_ops = {
	.name = "home",
	.key = home_key,
	.draw = home_draw,
	.prepare = home_prepare,
	.reload = home_reload,
	.work = home_work,
	.close = home_close,
	.paste = home_paste,
	.offer = home_offer,
};

void
home_open(struct app *app)
{
	struct pane *pane = app_push(app, &home_ops, sizeof(struct home));
	struct home *home = pane->state;
	pane->input = true;
	home->focus = -1;
	home->screen = screen_get(app, "home");
	lay_out(app, home);
	finder_init(&home->finder, app, pane->arena, "");
	recents_recall(app);
}
