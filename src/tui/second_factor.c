/* ACC-13: the code that is asked once the password was right, and what comes after it. */
#include "form.h"

#include "second_factor.h"

#define TOP 6
#define LEFT 6
#define PLACE 14
#define TRIES 5

static const struct param code_param = {
	.name = "code", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 20
};

struct second {
	struct sheet sheet;
	int failures;
	enum reaction (*done)(struct app *app, void *context);
	void *context;
};

/* Back to name and password. */
static enum reaction
give_up(struct app *app)
{
	app->session->proving = 0;
	return CLOSE;
}

static enum reaction
try_code(struct app *app, struct second *second)
{
	struct field *field = &second->sheet.entries[0].field;
	struct error error;

	if (!sheet_check(&second->sheet))
		return REDRAW;
	error_clear(&error);
	if (session_second(app->session, field->text, &error) == STATUS_OK) {
		second->done(app, second->context);
		return CLOSE;
	}
	field_wipe(field);
	app_error(app, &error);
	if (error.status != STATUS_FAILED && ++second->failures >= TRIES)
		return give_up(app);
	return REDRAW;
}

static enum reaction
second_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct second *second = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_HOME)
		return QUIT;
	if (key->action == ACTION_BACK)
		return give_up(app);
	if (key->action == ACTION_ACCEPT)
		return try_code(app, second);
	reaction = sheet_key(&second->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
second_paste(struct app *app, struct pane *pane, const char *text)
{
	struct second *second = pane->state;

	(void)app;
	sheet_paste(&second->sheet, text);
}

static void
second_draw(struct app *app, struct pane *pane)
{
	struct second *second = pane->state;
	const struct lang *lang = app_lang(app);
	const int width = term_columns() - 2 * LEFT;
	const int height = sheet_height(&second->sheet, width);

	term_text(TOP - 3, LEFT, width, STYLE_HEADING, lang_text(lang, "second.heading"));
	sheet_draw(&second->sheet, TOP - 1, LEFT, height, width, true);
	term_lines(app, TOP + height + 1, LEFT, width, STYLE_DIM,
		   lang_text(lang, "second.explain"));
}

static void
second_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct lang *lang = app_lang(app);

	(void)pane;
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "signin.enter"));
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "second.back"));
	offer_action_as(offers, ACTION_HOME, lang_text(lang, "signin.quit"));
}

static void
second_close(struct app *app, struct pane *pane)
{
	struct second *second = pane->state;

	(void)app;
	field_wipe(&second->sheet.entries[0].field);
}

static const struct pane_ops second_ops = {
	.name = "second",
	.key = second_key,
	.draw = second_draw,
	.close = second_close,
	.paste = second_paste,
	.offer = second_offer,
};

void
second_open(struct app *app, enum reaction (*done)(struct app *app, void *context), void *context)
{
	struct pane *pane = app_push(app, &second_ops, sizeof(struct second));
	struct second *second = pane->state;

	second->done = done;
	second->context = context;
	sheet_init(&second->sheet, app, pane->arena, 1);
	sheet_add(&second->sheet, &code_param, lang_text(app_lang(app), "second.code"));
	second->sheet.entries[0].width = PLACE;
	second->sheet.entries[0].field.digits = true;
	pane->input = true;
	pane->title = lang_text(app_lang(app), "second.title");
}

int
term_lines(struct app *app, int y, int x, int width, enum style style, const char *text)
{
	size_t count = 0;
	const char *const *lines = text_wrap(app->scratch, text, width, &count);

	for (size_t i = 0; i < count; i++)
		term_text(y + (int)i, x, width, style, lines[i]);
	return y + (int)count;
}

void
app_enter(struct app *app)
{
	const int64_t left = app->session->recovery_left;

	app->locked = false;
	app->message[0] = '\0';
	if (app->session->must_enrol) {
		enrol_open(app);
		return;
	}
	home_open(app);
	form_resume(app);
	if (left >= 0)
		app_message(app, TONE_WARNING, "second.recovery_left",
			    ARGS(ARG_INT("count", left)));
	app->session->recovery_left = -1;
}
