/* The loop: keys to panes, reactions to repaints. */
#include "app.h"

#include "second_factor.h"
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>

#define WATCH_MS 2000
#define WARN_MINUTES 5
#define BURST_MS 200 /* keys are drained at most this long before a repaint (R4) */

/* Panes this far down are on the screen. */
static struct pane *
lowest_shown(const struct app *app)
{
	struct pane *pane = app->top;
	while (pane && pane->ops->overlay && pane->below)
		pane = pane->below;
	return pane;
}

/* --- what changes by itself --- */

/* The end of session.most_hours is told five minutes before, and each minute from then on. */
static bool
warn(struct app *app, int64_t left)
{
	int64_t minutes = left / 60 + (left % 60 > 0);
	if (minutes > WARN_MINUTES || minutes == app->warned)
		return false;
	app->warned = minutes;
	app_message(app, TONE_WARNING, "session_limit.soon", ARGS(ARG_INT("count", minutes)));
	return true;
}

/* True when what is shown differs. */
static bool
session_look(struct app *app)
{
	struct error why;
	int64_t left = 0;
	app->watched = milliseconds();
	app->watched_changes = app->changes;
	if (!app_signed_in(app))
		return false;
	if (session_still_open(app->session, &why, &left))
		return warn(app, left);
	app_end_session(app, left <= 0 ? "too-long" : "ended");
	app_error(app, &why);
	return true;
}

/* USR-09: within a few seconds, however seldom lists look whether they have changed
 * (ui.refresh_ms). */
static bool
session_watch(struct app *app)
{
	bool differs = false;
	if (milliseconds() - app->watched < WATCH_MS)
		return false;
	int64_t changes = store_changes(app->session->store);
	app->watched = milliseconds();
	if (changes != app->watched_changes)
		differs = session_look(app);
	app->watched_changes = changes;
	return differs;
}

/* True when what is shown differs. */
static bool
panes_reload(struct app *app)
{
	const struct pane *lowest = lowest_shown(app);
	bool differs = false;
	for (struct pane *pane = app->top; pane; pane = pane->below) {
		if (pane->generation != app->generation) {
			pane->generation = app->generation;
			if (pane->ops->reload)
				differs |= pane->ops->reload(app, pane);
		}
		if (pane == lowest)
			break;
	}
	return differs;
}

/* R13: reads again only when somebody has written; true when what is shown differs. */
static bool
look_at_store(struct app *app)
{
	struct store *store = app->session->store;
	int64_t now = milliseconds();
	if (app->looked && now - app->looked < config_int(app->config, "ui.refresh_ms"))
		return false;
	app->looked = now;
	store_look(store); /* that somebody has written, and what, at one go */
	const int64_t changes = store_changes(store);
	const bool written = changes != app->changes;
	app->changes = changes;
	app->generation += written;
	bool differs = panes_reload(app);
	store_look_away(store);
	if (written)
		differs |= session_look(app);
	return differs;
}

/* A pane uncovered after a change reads before it is shown. */
static void
prepare(struct app *app)
{
	if (app->looked == 0)
		look_at_store(app);
	struct pane *lowest = lowest_shown(app);
	for (struct pane *pane = app->top; pane; pane = pane->below) {
		if (pane->generation != app->generation) {
			pane->generation = app->generation;
			if (pane->ops->reload)
				pane->ops->reload(app, pane);
		}
		if (pane->ops->prepare)
			pane->ops->prepare(app, pane);
		if (pane == lowest)
			break;
	}
}

static void
idle_look(struct app *app)
{
	int64_t most = config_int(app->config, "session.lock_minutes") * 60000;
	if (most > 0 && app->session->account && !app->locked &&
	    milliseconds() - app->last_key >= most)
		lock_open(app);
	lock_idle(app);
}

/* --- drawing --- */

static void
draw_up(struct app *app, struct pane *pane)
{
	struct pane *order[16];
	size_t count = 0;
	for (struct pane *each = app->top; each && count < 16; each = each->below) {
		order[count++] = each;
		if (each == pane)
			break;
	}
	while (count-- > 0)
		order[count]->ops->draw(app, order[count]);
}

static void
draw(struct app *app)
{
	term_erase();
	if (term_small()) {
		chrome_small(app);
	} else {
		term_cursor(body_bottom(), 0);
		chrome_header(app);
		draw_up(app, lowest_shown(app));
		chrome_footer(app);
		app->message_seen = app->message[0] != '\0';
	}
	term_show();
}

void
app_draw(struct app *app)
{
	draw(app);
}

/* --- the loop --- */

/* Until the next look at the store. */
static int
patience(const struct app *app)
{
	const int64_t left =
	    app->looked + config_int(app->config, "ui.refresh_ms") - milliseconds();
	return (int)(left < 0 ? 0 : left > WATCH_MS ? WATCH_MS : left);
}

static bool
minute_passed(const struct app *app, int64_t *minute)
{
	int64_t now = clock_seconds(&app->session->clock) / 60;
	bool passed = now != *minute;
	*minute = now;
	return passed;
}

/* Everything that waits, then one repaint (R4). */
static bool
drain(struct app *app, enum event event, struct key *key, const char *paste)
{
	bool any = false;
	int64_t start = milliseconds();
	while (event != EVENT_NONE && event != EVENT_LOST && !app->leaving) {
		any = true;
		if (app->looked == 0) /* what the key before has changed is what this one acts on */
			look_at_store(app);
		if (event != EVENT_RESIZE)
			app_handle(app, event, key, paste);
		if (milliseconds() - start > BURST_MS)
			break;
		event = term_event(0, app->top->input, key, &paste);
	}
	return any;
}

/* What a pane does meanwhile nobody types (a count), given up when a key comes; true when there is
 * more of it. */
static bool
work(struct app *app, bool *differs)
{
	if (!app->top->ops->work || term_small())
		return false;
	store_yield_reads(app->session->store, term_waits);
	const bool more = app->top->ops->work(app, app->top, differs);
	store_yield_reads(app->session->store, NULL);
	return more;
}

static void
loop(struct app *app)
{
	int64_t minute = 0;
	bool dirty = true, busy = false;
	while (!app->leaving) {
		struct key key = { .action = ACTION_NONE };
		const char *paste = "";
		if (dirty) {
			arena_reset(app->scratch);
			prepare(app);
			draw(app);
			busy = true;
		}
		int wait = busy ? 0 : patience(app);
		enum event event = term_event(wait, app->top->input, &key, &paste);
		if (event == EVENT_LOST)
			return;
		dirty = drain(app, event, &key, paste);
		if (event == EVENT_NONE && busy)
			busy = work(app, &dirty);
		else if (event == EVENT_NONE)
			store_tidy(app->session->store);
		if (app->leaving || term_lost())
			return;
		arena_reset(app->scratch);
		struct pane *before = app->top;
		idle_look(app);
		dirty |= session_watch(app);
		dirty |= app->top != before;
		dirty |= look_at_store(app);
		if (minute_passed(app, &minute)) {
			session_look(app); /* a validity period ends by itself (ACC-08) */
			dirty = true;
		}
	}
}

static void
leave(struct app *app)
{
	bool lost = term_lost();
	arena_reset(app->scratch);
	if (lost)
		app_keep_typed(app);
	recents_keep(app);
	if (app_signed_in(app))
		session_sign_out(app->session, lost ? "lost" : "left");
	while (app->top)
		app_pop(app, app->top);
}

const char *
theme_of(const struct session *session)
{
	return session->theme && strcmp(session->theme, "default") != 0
		   ? session->theme
		   : config_text(session->config, "ui.theme");
}

int
tui_run(struct session *session, struct error *error)
{
	struct app app = { .session = session, .config = session->config };
	const char *name = getenv("TERM");
	switch (term_start(theme_of(session))) {
	case TERM_NONE:
		return (int)error_set(error, STATUS_FAILED, NULL, "tui.no_terminal", NULL);
	case TERM_POOR:
		return (int)error_set(error, STATUS_FAILED, NULL, "tui.poor_terminal",
				      ARGS(ARG_TEXT("term", name ? name : "")));
	case TERM_GOOD:
		break;
	}
	app.arena = arena_new();
	app.scratch = arena_new();
	app.last_key = milliseconds();
	store_spare(session->store);
	app.changes = store_changes(session->store);
	if (app_signed_in(&app)) {
		app_enter(&app);
	} else {
		signin_open(&app);
	}
	loop(&app);
	leave(&app);
	term_stop();
	arena_free(&app.scratch);
	arena_free(&app.arena);
	if (term_lost())
		return (int)error_set(error, STATUS_FAILED, NULL, "tui.lost", NULL);
	return 0;
}
