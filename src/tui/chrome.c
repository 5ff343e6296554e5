/* What frames every screen: title, message, keys.  The keys shown are those the pane offers, so
 * that the footer never promises what does not work. */
#include "tui.h"

#include <stdio.h>
#include <string.h>

#define MESSAGE_LINES 4

int
body_bottom(void)
{
	return term_rows() - 3;
}

int
body_height(void)
{
	return body_bottom() - BODY_TOP;
}

/* --- offers --- */

static struct offer *
offer_new(struct offers *offers)
{
	offers->items = arena_grown(offers->arena, offers->items, offers->count, &offers->capacity,
				    sizeof *offers->items);
	return &offers->items[offers->count++];
}

static const struct offer *
offer_of(const struct offers *offers, enum action action)
{
	for (size_t i = 0; i < offers->count; i++)
		if (offers->items[i].action == action)
			return &offers->items[i];
	return NULL;
}

void
offer_action_told(struct offers *offers, enum action action, const char *words, const char *help)
{
	if (!key_row(action) || offer_of(offers, action))
		return;
	*offer_new(offers) = (struct offer){
		.action = action,
		.keys = key_shown(offers->arena, app_lang(offers->app), action, offers->input),
		.words = arena_copy(offers->arena, words),
		.help = arena_copy(offers->arena, help),
	};
}

void
offer_action_as(struct offers *offers, enum action action, const char *words)
{
	const struct binding_row *row = key_row(action);
	if (!row)
		return;
	const char *help =
	    lang_find(app_lang(offers->app), arena_format(offers->arena, "keyhelp.%s", row->name));
	offer_action_told(offers, action, words, help ? help : words);
}

void
offer_action(struct offers *offers, enum action action)
{
	const struct binding_row *row = key_row(action);
	if (row)
		offer_action_as(offers, action,
				lang_text(app_lang(offers->app),
					  arena_format(offers->arena, "key.%s", row->name)));
}

static bool
offered(const struct offers *offers, const char *keys)
{
	for (size_t i = 0; i < offers->count; i++)
		if (offers->items[i].action == ACTION_NONE &&
		    strcmp(offers->items[i].keys, keys) == 0)
			return true;
	return false;
}

static void
add_letter(struct offers *offers, const struct offer *offer)
{
	if (offered(offers, offer->keys))
		return;
	*offer_new(offers) = (struct offer){
		.action = ACTION_NONE,
		.keys = arena_copy(offers->arena, offer->keys),
		.words = arena_copy(offers->arena, offer->words),
		.help = arena_copy(offers->arena, offer->help ? offer->help : offer->words),
		.option = offer->option,
		.why = arena_copy(offers->arena, offer->why),
		.keeps = offer->keeps,
	};
}

void
offer_letter(struct offers *offers, const char *keys, const char *words, const char *help,
	     int option, const char *why)
{
	add_letter(offers,
		   &(struct offer){
		       .keys = keys, .words = words, .help = help, .option = option, .why = why });
}

void
offer_row_letter(struct offers *offers, const char *keys, const char *words, const char *help,
		 int option, const char *why)
{
	add_letter(offers, &(struct offer){ .keys = keys,
					    .words = words,
					    .help = help,
					    .option = option,
					    .why = why,
					    .keeps = true });
}

static const enum action everywhere[] = { ACTION_HELP,    ACTION_BACK,   ACTION_HOME, ACTION_FIND,
					  ACTION_COMMAND, ACTION_RELOAD, ACTION_KEYS, ACTION_LOCK };
#define EVERYWHERE (sizeof everywhere / sizeof *everywhere)

static bool
is_everywhere(enum action action)
{
	for (size_t i = 0; i < EVERYWHERE; i++)
		if (everywhere[i] == action)
			return true;
	return false;
}

void
offers_collect(struct app *app, struct pane *pane, struct arena *arena, struct offers *offers)
{
	*offers = (struct offers){ .app = app, .arena = arena, .input = pane->input };
	bool at_work = app_signed_in(app) && !app->locked;
	if (pane->ops->offer)
		pane->ops->offer(app, pane, offers);
	for (size_t i = 0; i < EVERYWHERE; i++) {
		bool small = everywhere[i] == ACTION_HELP || everywhere[i] == ACTION_BACK;
		bool stays = everywhere[i] == ACTION_KEYS || everywhere[i] == ACTION_LOCK;
		if (pane->alone && everywhere[i] == ACTION_BACK)
			continue;
		if (small || (!pane->ops->overlay && at_work && (stays || !pane->alone)))
			offer_action(offers, everywhere[i]);
	}
}

/* --- footer --- */

static int
offer_width(const struct offer *offer)
{
	return text_width(offer->keys) + 1 + text_width(offer->words);
}

/* Offers of one line, as many as fit whole, gap blanks between; drawn when y is not negative.
 * Answers the columns used; done marks those shown. */
static int
footer_line(const struct offers *offers, bool general, bool *done, int y, int gap)
{
	int x = 0;
	for (size_t i = 0; i < offers->count; i++) {
		const struct offer *offer = &offers->items[i];
		int width = offer_width(offer);
		if (done[i] || (offer->why && !offer->keeps) || !*offer->words || !*offer->keys ||
		    is_everywhere(offer->action) != general)
			continue;
		if (x + width > term_columns())
			continue;
		done[i] = true;
		if (y >= 0 && !offer->why) {
			int at = x + term_text(y, x, width, STYLE_KEY, offer->keys) + 1;
			term_text(y, at, width, STYLE_NORMAL, offer->words);
		}
		x += width + gap;
	}
	return x;
}

static size_t
footer_count(const struct offers *offers, bool general, int gap)
{
	bool *done = arena_array(offers->arena, offers->count + 1, sizeof *done);
	size_t count = 0;
	footer_line(offers, general, done, -1, gap);
	for (size_t i = 0; i < offers->count; i++)
		count += done[i];
	return count;
}

/* Two blanks between keys where all fit so, else one. */
static void
footer_row(const struct offers *offers, bool general, int y)
{
	bool *done = arena_array(offers->arena, offers->count + 1, sizeof *done);
	int gap = footer_count(offers, general, 2) == footer_count(offers, general, 1) ? 2 : 1;
	footer_line(offers, general, done, y, gap);
}

static void
message_draw(const struct app *app)
{
	static const enum style styles[] = {
		[TONE_INFO] = STYLE_NORMAL,
		[TONE_GOOD] = STYLE_GOOD,
		[TONE_WARNING] = STYLE_WARNING,
		[TONE_ERROR] = STYLE_BAD,
	};
	size_t count = 0;
	if (!app->message[0])
		return;
	bool marked = app->tone == TONE_ERROR || app->tone == TONE_WARNING;
	const char *text = arena_format(app->scratch, "%s%s", marked ? "! " : "", app->message);
	const char *const *lines = text_wrap(app->scratch, text, term_columns(), &count);
	const char *last = lines[count - 1]; /* one that is cut says so */
	if (count > MESSAGE_LINES) {
		count = MESSAGE_LINES;
		last = text_cut(app->scratch,
				arena_format(app->scratch, "%s %s", lines[count - 1], lines[count]),
				term_columns(), false);
	}
	for (size_t i = 0; i < count; i++) {
		int y = body_bottom() - (int)(count - 1 - i);
		term_fill(y, 0, term_columns(), STYLE_NORMAL);
		term_text(y, 0, term_columns(), styles[app->tone], i + 1 < count ? lines[i] : last);
	}
}

void
chrome_footer(struct app *app)
{
	struct offers offers;
	message_draw(app);
	if (!app->top)
		return;
	offers_collect(app, app->top, app->scratch, &offers);
	footer_row(&offers, false, term_rows() - 2);
	footer_row(&offers, true, term_rows() - 1);
}

/* --- header --- */

static const char *
title_of(const struct app *app)
{
	for (const struct pane *pane = app->top; pane; pane = pane->below)
		if (pane->title && !pane->ops->overlay)
			return pane->title;
	return "";
}

/* "LEROY Marie  Centre d'appels  FR  20/11 15:41", without what there is no room for. */
static const char *
user_line(struct app *app, int room)
{
	const struct session *session = app->session;
	const struct lang *lang = app_lang(app);
	char stamp[STAMP_SIZE];
	session_now(session, stamp);
	const struct value now = value_text(TYPE_STAMP, stamp);
	const char *shown = value_format(app->scratch, lang, &now);
	/* "20/11/2026 15:41" without its year. */
	const char *time = strlen(shown) >= 16
			       ? arena_format(app->scratch, "%.5s %.5s", shown, shown + 11)
			       : shown;
	const char *code = text_upper(app->scratch, lang_code(lang));
	const char *tail = arena_format(app->scratch, "%s  %s", code, time);
	if (!app_signed_in(app))
		return tail;
	const char *name = session->name && *session->name ? session->name : session->login;
	const char *named = arena_format(app->scratch, "%s  %s", name ? name : "", tail);
	const char *profile =
	    session->profile ? lang_choice(lang, "profile", session->profile) : "";
	const char *full =
	    *profile ? arena_format(app->scratch, "%s  %s  %s", name, profile, tail) : named;
	if (text_width(full) <= room)
		return full;
	return text_width(named) <= room ? named : tail;
}

void
chrome_header(struct app *app)
{
	int columns = term_columns();
	const char *title = title_of(app);
	const char *left = arena_format(app->scratch, "guichet  %s", title);
	int used = text_width(left) + 2;
	const char *right = user_line(app, columns - used);
	int wanted = text_width(right);
	term_fill(0, 0, columns, STYLE_TITLE);
	term_text(0, 0, columns - wanted - 1, STYLE_TITLE, left);
	term_text(0, columns - wanted, wanted, STYLE_TITLE, right);
}

void
chrome_small(struct app *app)
{
	const char *text =
	    lang_format(app->scratch, app_lang(app), "tui.small",
			ARGS(ARG_INT("columns", term_columns()), ARG_INT("rows", term_rows())));
	size_t count = 0;
	const char *const *lines = text_wrap(app->scratch, text, term_columns(), &count);
	for (size_t i = 0; i < count && (int)i < term_rows(); i++)
		term_text((int)i, 0, term_columns(), STYLE_NORMAL, lines[i]);
	term_cursor(0, 0);
}
