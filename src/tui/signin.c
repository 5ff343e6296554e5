/* Signing in (ACC-01), in one's language (ACC-11). */
#include "doorway.h"

#include "second_factor.h"
#include <guichet/store.h>
#include <string.h>

#define TOP 4
#define LEFT 6
#define FIELDS 4
#define PLACE 28 /* a longer address scrolls */

enum { LOGIN, PASSWORD, LANGUAGE, THEME };

static const char *const themes[] = { "default", "contrast", "mono", NULL };

static const struct param login_param = {
	.name = "login", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 120
};
static const struct param password_param = {
	.name = "password", .type = TYPE_TEXT, .flags = PARAM_MANDATORY | PARAM_SECRET, .most = 128
};
static const struct param theme_param = {
	.name = "theme", .type = TYPE_CHOICE, .choices = themes, .vocabulary = "theme"
};

/* --- the screen --- */

struct signin {
	struct sheet sheet;
	struct param language; /* its choices are the languages there are */
	bool language_chosen, theme_chosen;
	const struct lang *lang; /* in force when the password was given */
	const char *theme;
};

static void
fill(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;
	struct sheet *sheet = &signin->sheet;
	const struct lang *lang = app_lang(app);

	sheet_init(sheet, app, pane->arena, FIELDS);
	sheet_add(sheet, &login_param, lang_text(lang, "signin.login"));
	sheet_add(sheet, &password_param, lang_text(lang, "signin.password"));
	sheet_add(sheet, &signin->language, lang_text(lang, "signin.language"));
	sheet_add(sheet, &theme_param, lang_text(lang, "signin.theme"));
	sheet->entries[LOGIN].width = PLACE;
	sheet->entries[PASSWORD].width = PLACE;
	sheet->entries[LOGIN].hint = NULL; /* of a form of users: how one is made up */
	sheet->entries[LOGIN].note = lang_text(lang, "signin.or_email");
	sheet->entries[PASSWORD].note = lang_text(lang, "signin.no_echo");
	pane->title = lang_text(lang, "signin.title");
}

/* ACC-11: at once, with what was typed. */
static void
speak(struct app *app, struct pane *pane, const char *code)
{
	struct signin *signin = pane->state;
	const struct sheet old = signin->sheet;

	app->session->lang = lang_get(code);
	fill(app, pane);
	entry_set(&signin->sheet.entries[LOGIN], old.entries[LOGIN].field.text);
	entry_set(&signin->sheet.entries[PASSWORD], old.entries[PASSWORD].field.text);
	entry_set(&signin->sheet.entries[LANGUAGE], code);
	entry_set(&signin->sheet.entries[THEME], entry_text(&old.entries[THEME], app->scratch));
	field_wipe(&old.entries[PASSWORD].field);
	signin->sheet.focus = old.focus;
}

static void
apply_choices(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;
	const struct sheet *sheet = &signin->sheet;
	const char *language = entry_text(&sheet->entries[LANGUAGE], app->scratch);
	const char *theme = entry_text(&sheet->entries[THEME], app->scratch);

	if (theme[0] != '\0' && strcmp(theme, app->session->theme) != 0) {
		app->session->theme = themes[sheet->entries[THEME].chosen];
		signin->theme_chosen = true;
		term_theme(theme_of(app->session));
	}
	if (language[0] != '\0' && strcmp(language, lang_code(app_lang(app))) != 0) {
		signin->language_chosen = true;
		speak(app, pane, language);
	}
}

/* What was chosen here goes before what the account keeps. */
static void
come_in(struct app *app, struct signin *signin)
{
	struct session *session = app->session;

	if (signin->language_chosen)
		session->lang = signin->lang;
	if (signin->theme_chosen)
		session->theme = signin->theme;
	term_theme(theme_of(session));
	sheet_wipe(&signin->sheet);
	app_enter(app);
}

/* The second factor was right as well. */
static enum reaction
proven(struct app *app, void *context)
{
	struct pane *pane = context;

	come_in(app, pane->state);
	app_pop(app, pane);
	return REDRAW;
}

static enum reaction
let_in(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;

	if (app->session->proving == 0) {
		come_in(app, signin);
		return CLOSE;
	}
	field_wipe(&signin->sheet.entries[PASSWORD].field);
	app->message[0] = '\0';
	second_open(app, proven, pane);
	return REDRAW;
}

/* The check takes a while by design: the screen says so. */
static enum reaction
sign_in(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;
	struct sheet *sheet = &signin->sheet;
	struct error error;

	if (sheet->focus == LOGIN && sheet->entries[LOGIN].field.size > 0 &&
	    sheet->entries[PASSWORD].field.size == 0) {
		sheet_go(sheet, PASSWORD);
		return REDRAW;
	}
	if (!sheet_check(sheet))
		return REDRAW;
	app_message(app, TONE_INFO, "signin.checking", NULL);
	app_draw(app);
	error_clear(&error);
	signin->lang = app_lang(app);
	signin->theme = app->session->theme;
	if (session_sign_in(app->session, sheet->entries[LOGIN].field.text,
			    sheet->entries[PASSWORD].field.text, &error) == STATUS_OK)
		return let_in(app, pane);
	field_wipe(&sheet->entries[PASSWORD].field);
	sheet->focus = PASSWORD;
	app_error(app, &error);
	return REDRAW;
}

static enum reaction
signin_back(struct signin *signin)
{
	struct sheet *sheet = &signin->sheet;

	if (sheet->entries[LOGIN].field.size == 0 && sheet->entries[PASSWORD].field.size == 0)
		return QUIT;
	field_set(&sheet->entries[LOGIN].field, "");
	field_wipe(&sheet->entries[PASSWORD].field);
	sheet->focus = LOGIN;
	return REDRAW;
}

static enum reaction
signin_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct signin *signin = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_HOME)
		return QUIT;
	if (key->action == ACTION_BACK)
		return signin_back(signin);
	if (key->action == ACTION_ACCEPT)
		return sign_in(app, pane);
	if (key->action == ACTION_RELOAD || key->action == ACTION_CREATE) {
		doorway_open(app, key->action == ACTION_RELOAD ? DOORWAY_FORGOT : DOORWAY_INVITED,
			     signin->sheet.entries[LOGIN].field.text);
		return REDRAW;
	}
	reaction = sheet_key(&signin->sheet, key);
	apply_choices(app, pane);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
signin_paste(struct app *app, struct pane *pane, const char *text)
{
	struct signin *signin = pane->state;

	(void)app;
	sheet_paste(&signin->sheet, text);
}

static void
paragraph(struct app *app, int y, enum style style, const char *text)
{
	const int width = term_columns() - 2 * LEFT;
	size_t count = 0;
	const char *const *lines = text_wrap(app->scratch, text, width, &count);

	for (size_t i = 0; i < count; i++)
		term_text(y + (int)i, LEFT, width, style, lines[i]);
}

static void
signin_draw(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;
	const struct lang *lang = app_lang(app);
	const int width = term_columns() - 2 * LEFT;
	const int height = sheet_height(&signin->sheet, width);

	term_text(TOP - 2, LEFT, width, STYLE_HEADING, lang_text(lang, "signin.heading"));
	sheet_draw(&signin->sheet, TOP, LEFT, height, width, true);
	if (store_is_demo(app->session->store))
		paragraph(app, TOP + height + 2, STYLE_WARNING, lang_text(lang, "signin.demo"));
	paragraph(
	    app, body_bottom() - 3, STYLE_DIM,
	    lang_format(app->scratch, lang, "signin.logged",
			ARGS(ARG_INT("minutes", config_int(app->config, "session.lock_minutes")))));
}

static void
signin_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct signin *signin = pane->state;
	const struct lang *lang = app_lang(app);

	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "signin.enter"));
	sheet_offer(&signin->sheet, offers);
	offer_action_told(offers, ACTION_CREATE, lang_text(lang, "signin.first"),
			  lang_text(lang, "signin.first_help"));
	offer_action_told(offers, ACTION_RELOAD, lang_text(lang, "signin.forgotten"),
			  lang_text(lang, "signin.forgotten_help"));
	offer_action_as(offers, ACTION_HOME, lang_text(lang, "signin.quit"));
}

static void
signin_close(struct app *app, struct pane *pane)
{
	struct signin *signin = pane->state;

	(void)app;
	sheet_wipe(&signin->sheet);
}

static const struct pane_ops signin_ops = {
	.name = "signin",
	.key = signin_key,
	.draw = signin_draw,
	.close = signin_close,
	.paste = signin_paste,
	.offer = signin_offer,
};

void
signin_open(struct app *app)
{
	struct pane *pane = app_push(app, &signin_ops, sizeof(struct signin));
	struct signin *signin = pane->state;

	signin->language = (struct param){ .name = "language",
					   .type = TYPE_CHOICE,
					   .choices = lang_codes,
					   .vocabulary = "tongue" };
	pane->input = true;
	app->locked = true;
	fill(app, pane);
	entry_set(&signin->sheet.entries[LANGUAGE], lang_code(app_lang(app)));
	entry_set(&signin->sheet.entries[THEME], app->session->theme);
}

void
signin_return(struct app *app, const char *login)
{
	struct pane *pane = app->top;

	while (pane != NULL && pane->ops != &signin_ops)
		pane = pane->below;
	if (pane == NULL)
		return;
	struct signin *signin = pane->state;
	entry_set(&signin->sheet.entries[LOGIN], login);
	field_wipe(&signin->sheet.entries[PASSWORD].field);
	signin->sheet.focus = PASSWORD;
}
