/* The lock (ACC-12): nothing of the panes beneath is drawn; the password brings back the very
 * screen. */
#include "tui.h"

#include <guichet/store.h>

#define TRIES 5
#define TOP 5
#define LEFT 2
#define PLACE 32

struct lock {
	struct field password;
	int failures;
	int64_t since;
};

static enum reaction
failed(struct app *app, struct lock *lock, const struct error *error)
{
	field_wipe(&lock->password);
	if (error->status != STATUS_FAILED && ++lock->failures >= TRIES) {
		app_end_session(app, "locked-out");
		app_refuse(app, "lock.locked_out", NULL);
		return REDRAW;
	}
	app_error(app, error);
	return REDRAW;
}

static enum reaction
unlock(struct app *app, struct lock *lock)
{
	struct error error;

	if (lock->password.size == 0)
		return REDRAW;
	error_clear(&error);
	app_message(app, TONE_INFO, "signin.checking", NULL);
	app_draw(app);
	if (session_unlock(app->session, lock->password.text, &error) != STATUS_OK)
		return failed(app, lock, &error);
	field_wipe(&lock->password);
	app->locked = false;
	app->message[0] = '\0';
	return CLOSE | RELOAD;
}

static enum reaction
lock_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct lock *lock = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_ACCEPT)
		return unlock(app, lock);
	if (key->action == ACTION_BACK) {
		field_wipe(&lock->password);
		return REDRAW;
	}
	if (key->action == ACTION_HOME) {
		app_keep_typed(app);
		return QUIT;
	}
	reaction = field_key(&lock->password, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
lock_paste(struct app *app, struct pane *pane, const char *text)
{
	struct lock *lock = pane->state;

	(void)app;
	field_insert(&lock->password, text);
}

static void
lock_draw(struct app *app, struct pane *pane)
{
	struct lock *lock = pane->state;
	const struct lang *lang = app_lang(app);
	const int width = term_columns() - 2 * LEFT;
	const char *label = lang_text(lang, "signin.password");
	const int used = text_width(label) + 3;

	term_text(TOP, LEFT, width, STYLE_HEADING,
		  lang_format(app->scratch, lang, "lock.heading",
			      ARGS(ARG_TEXT("login", app->session->login))));
	term_text(TOP + 2, LEFT, used, STYLE_NORMAL, label);
	term_text(TOP + 2, LEFT + used - 1, 1, STYLE_DIM, "[");
	field_draw(&lock->password, TOP + 2, LEFT + used, PLACE, true);
	term_text(TOP + 2, LEFT + used + PLACE, 1, STYLE_DIM, "]");
	term_text(TOP + 4, LEFT, width, STYLE_DIM, lang_text(lang, "lock.kept"));
	if (store_is_demo(app->session->store))
		term_text(TOP + 5, LEFT, width, STYLE_WARNING, lang_text(lang, "lock.demo"));
	term_cursor(TOP + 2, LEFT + used);
}

static void
lock_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)pane;
	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "lock.unlock"));
	offer_action_as(offers, ACTION_HOME, lang_text(app_lang(app), "signin.quit"));
}

static void
lock_close(struct app *app, struct pane *pane)
{
	struct lock *lock = pane->state;

	(void)app;
	field_wipe(&lock->password);
}

static const struct pane_ops lock_ops = {
	.name = "lock",
	.key = lock_key,
	.draw = lock_draw,
	.close = lock_close,
	.paste = lock_paste,
	.offer = lock_offer,
};

void
lock_open(struct app *app)
{
	struct pane *pane;
	struct lock *lock;

	if (app->locked)
		return;
	if (app->session->account == 0) {
		app_refuse(app, "lock.no_password", NULL);
		return;
	}
	pane = app_push(app, &lock_ops, sizeof(struct lock));
	lock = pane->state;
	field_init(&lock->password, pane->arena, 0, NULL);
	lock->password.secret = true;
	lock->since = milliseconds();
	pane->title = lang_text(app_lang(app), "lock.title");
	pane->input = true;
	app->locked = true;
	app->message[0] = '\0';
}

void
lock_idle(struct app *app)
{
	const int64_t most = config_int(app->config, "session.leave_minutes") * 60000;
	const struct lock *lock = app->top->state;

	if (app->top->ops != &lock_ops || most <= 0 || milliseconds() - lock->since < most)
		return;
	app_end_session(app, "left");
	app_refuse(app, "lock.left", NULL);
}
