/* A key or a paste to the top pane, and what its answer asks for. */
#include "app.h"

/* Keys that work everywhere, when the pane has no use of its own for them. */
static enum reaction
key_everywhere(struct app *app, struct pane *pane, const struct key *key)
{
	bool free = app_signed_in(app) && !app->locked;
	switch ((int)key->action) {
	case ACTION_REPAINT:
		term_repaint();
		return REDRAW;
	case ACTION_HELP:
		help_open(app);
		return REDRAW;
	case ACTION_KEYS:
		keys_open(app);
		return REDRAW;
	case ACTION_BACK:
		if (!pane->below || pane->alone)
			return STAY;
		return CLOSE;
	default:
		break;
	}
	if (!free)
		return UNKNOWN;
	switch ((int)key->action) {
	case ACTION_HOME:
		if (pane->alone)
			return UNKNOWN;
		app_home(app);
		return REDRAW;
	case ACTION_LOCK:
		lock_open(app);
		return REDRAW;
	default:
		break;
	}
	if (pane->ops->overlay || pane->alone)
		return UNKNOWN;
	switch ((int)key->action) {
	case ACTION_FIND:
		find_open(app, "");
		return REDRAW;
	case ACTION_COMMAND:
		command_open(app);
		return REDRAW;
	case ACTION_RELOAD:
		return RELOAD;
	default:
		return UNKNOWN;
	}
}

/* The pane with that number, unless it is gone: its key may have closed it, and others taken its
 * place. */
static struct pane *
pane_of(const struct app *app, int64_t serial)
{
	struct pane *each = app->top;
	while (each && each->serial != serial)
		each = each->below;
	return each;
}

static void
react(struct app *app, int64_t serial, enum reaction reaction)
{
	struct pane *pane = pane_of(app, serial);
	unsigned bits = reaction;
	if ((bits & RELOAD) == RELOAD) {
		app->generation++;
		app->changed = milliseconds();
		app->looked = 0;
	}
	if ((bits & CLOSE) == CLOSE && pane)
		app_pop(app, pane);
	if (bits & QUIT)
		app->leaving = true;
}

void
app_keep_typed(struct app *app)
{
	for (struct pane *pane = app->top; pane; pane = pane->below)
		if (pane->ops->keep)
			pane->ops->keep(app, pane);
}

static void
message_clear(struct app *app)
{
	if (!app->message_seen)
		return;
	app->message[0] = '\0';
	app->message_seen = false;
}

static bool
holds_typed(const struct app *app)
{
	for (const struct pane *pane = app->top; pane; pane = pane->below)
		if (pane->ops->keep)
			return true;
	return false;
}

/* Under 80x24 only leaving works; Esc does not leave a form, which it might have been meant for. */
static void
handle_small(struct app *app, const struct key *key)
{
	bool leaves =
	    key->action == ACTION_HOME || (key->action == ACTION_BACK && !holds_typed(app));
	if (key->action == ACTION_REPAINT)
		term_repaint();
	if (!leaves)
		return;
	app_keep_typed(app);
	app->leaving = true;
}

static void
handle_key(struct app *app, const struct key *key)
{
	struct pane *pane = app->top;
	if (term_small()) {
		handle_small(app, key);
		return;
	}
	message_clear(app);
	const int64_t serial = pane->serial;
	enum reaction reaction = pane->ops->key(app, pane, key);
	if (reaction & UNKNOWN)
		reaction = key_everywhere(app, pane, key);
	if (reaction & UNKNOWN)
		app_refuse(app, "tui.unknown_key", NULL);
	else
		react(app, serial, reaction);
}

static void
handle_paste(struct app *app, const char *text)
{
	struct pane *pane = app->top;
	message_clear(app);
	if (!*text || term_small())
		return;
	if (pane->ops->paste)
		pane->ops->paste(app, pane, text);
	else
		app_message(app, TONE_WARNING, "tui.not_pasted", NULL);
}

/* True while the hand has not stopped since an error (R2). */
static bool
hushed(struct app *app)
{
	if (app->quiet && milliseconds() < app->quiet) {
		app_hush(app);
		return true;
	}
	app->quiet = 0;
	return false;
}

void
app_handle(struct app *app, enum event event, const struct key *key, const char *paste)
{
	arena_reset(app->scratch);
	app->last_key = milliseconds();
	if (hushed(app))
		return;
	if (event == EVENT_PASTE)
		handle_paste(app, paste);
	else
		handle_key(app, key);
	while (app->feeding && !app->leaving && app->top) {
		struct key fed = app->fed;
		app->feeding = false;
		handle_key(app, &fed);
	}
}
