/* What one changes of one's own account: password (ACC-03), language (ACC-11), colours.  Their
 * forms are made by hand: a password is typed twice and judged while typed, a language or a theme
 * is one choice. */
#include "form.h"

#include "second_factor.h"
#include <guichet/password.h>
#include <string.h>

#define BOX_WIDTH 76
#define PLACE 28

enum { PRESENT, NEW, REPEATED, FIELDS };

static const struct param password_params[FIELDS] = {
	{ .name = "present",
	  .type = TYPE_TEXT,
	  .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 128 },
	{ .name = "new", .type = TYPE_TEXT, .flags = PARAM_MANDATORY | PARAM_SECRET, .most = 128 },
	{ .name = "repeated",
	  .type = TYPE_TEXT,
	  .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 128 },
};

/* --- password --- */

static size_t
least(const struct app *app)
{
	return (size_t)config_int(app->config, app->session->staff ? "auth.min_length_staff"
								   : "auth.min_length_customer");
}

/* Half of it typed is not wrong yet. */
static bool
half_typed(const struct sheet *sheet, const struct entry *entry, const char *text)
{
	return !sheet->checking && sheet_focus(sheet) == entry &&
	       strncmp(sheet->entries[NEW].field.text, text, strlen(text)) == 0;
}

static enum status
check(struct sheet *sheet, const struct entry *entry, const char *text, struct error *error)
{
	struct app *app = sheet->app;
	unsigned faults = 0;

	if (entry == &sheet->entries[NEW])
		faults = password_faults(app->scratch, text, app->session->login, least(app));
	if (faults != 0)
		return error_set(error, STATUS_USAGE, entry->param->name, "account.faults",
				 ARGS(ARG_TEXT("faults", password_words(app->scratch, app_lang(app),
									faults, least(app)))));
	if (entry == &sheet->entries[REPEATED] &&
	    strcmp(text, sheet->entries[NEW].field.text) != 0 && !half_typed(sheet, entry, text))
		return error_set(error, STATUS_USAGE, entry->param->name, "account.not_the_same",
				 NULL);
	return STATUS_OK;
}

static enum reaction
set_password(struct app *app, struct sheet *sheet)
{
	struct outcome outcome;
	struct error error;
	const struct input input[] = {
		{ .name = "present", .text = sheet->entries[PRESENT].field.text },
		{ .name = "new", .text = sheet->entries[NEW].field.text },
		{ .name = NULL },
	};

	if (!sheet_check(sheet))
		return REDRAW;
	app_message(app, TONE_INFO, "signin.checking", NULL);
	app_draw(app);
	if (app_run(app, "account.set-password", input, &outcome)) {
		app_outcome(app, &outcome);
		return CLOSE | RELOAD;
	}
	error = outcome.error;
	sheet_fault(sheet, &error);
	return REDRAW;
}

static enum reaction
secret_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct sheet *sheet = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT)
		return set_password(app, sheet);
	reaction = sheet_key(sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
secret_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	sheet_paste(pane->state, text);
}

static void
secret_draw(struct app *app, struct pane *pane)
{
	struct sheet *sheet = pane->state;
	const int x = (term_columns() - BOX_WIDTH) / 2;
	const int height = sheet_height(sheet, BOX_WIDTH - 4);
	const int y = BODY_TOP + 2;
	size_t count = 0;
	const char *const *lines =
	    text_wrap(app->scratch, lang_text(app_lang(app), "account.password_rules"),
		      BOX_WIDTH - 4, &count);

	term_box(y, x, height + (int)count + 5, BOX_WIDTH,
		 lang_text(app_lang(app), "account.password"));
	sheet_draw(sheet, y + 2, x + 2, height, BOX_WIDTH - 4, true);
	for (size_t i = 0; i < count; i++)
		term_text(y + height + 3 + (int)i, x + 2, BOX_WIDTH - 4, STYLE_DIM, lines[i]);
}

static void
secret_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "form.accept"));
	sheet_offer(pane->state, offers);
	offer_action(offers, ACTION_BACK);
}

static void
secret_close(struct app *app, struct pane *pane)
{
	(void)app;
	sheet_wipe(pane->state);
}

static const struct pane_ops secret_ops = {
	.name = "password",
	.key = secret_key,
	.draw = secret_draw,
	.close = secret_close,
	.paste = secret_paste,
	.offer = secret_offer,
	.overlay = true,
};

static void
password_open(struct app *app)
{
	struct pane *pane = app_push(app, &secret_ops, sizeof(struct sheet));
	struct sheet *sheet = pane->state;
	const struct lang *lang = app_lang(app);

	sheet_init(sheet, app, pane->arena, FIELDS);
	sheet->check = check;
	sheet_add(sheet, &password_params[PRESENT], lang_text(lang, "account.present"));
	sheet_add(sheet, &password_params[NEW], lang_text(lang, "account.new"));
	sheet_add(sheet, &password_params[REPEATED], lang_text(lang, "account.repeated"));
	for (size_t i = 0; i < FIELDS; i++)
		sheet->entries[i].width = PLACE;
	pane->input = true;
}

/* --- language and colours --- */

/* All that is on the screen was written in the language before. */
static void
start_over(struct app *app)
{
	while (app->top != NULL)
		app_pop(app, app->top);
	home_open(app);
}

static enum reaction
language_chosen(struct app *app, void *context, const struct choice *choice)
{
	const struct input input[] = { { .name = "language", .text = choice->value },
				       { .name = NULL } };
	struct outcome outcome;

	(void)context;
	if (!app_run(app, "account.set-language", input, &outcome))
		return REDRAW;
	app->session->lang = lang_get(choice->value);
	start_over(app);
	screen_open(app, "account", NULL);
	app_outcome(app, &outcome);
	return REDRAW;
}

static void
language_open(struct app *app)
{
	struct choice choices[4];
	const struct lang *lang = app_lang(app);
	size_t count = 0;

	for (; count < 4 && lang_codes[count] != NULL; count++)
		choices[count] =
		    (struct choice){ .value = lang_codes[count],
				     .label = lang_choice(lang, "tongue", lang_codes[count]) };
	choices_open(app, lang_text(lang, "signin.language"), choices, count, lang_code(lang),
		     language_chosen, NULL);
}

static enum reaction
theme_chosen(struct app *app, void *context, const struct choice *choice)
{
	const struct input input[] = { { .name = "theme", .text = choice->value },
				       { .name = NULL } };
	struct outcome outcome;

	(void)context;
	if (!app_run(app, "account.set-theme", input, &outcome))
		return REDRAW;
	app->session->theme = arena_copy(app->session->arena, choice->value);
	term_theme(theme_of(app->session));
	app_outcome(app, &outcome);
	return RELOAD;
}

static void
theme_open(struct app *app)
{
	static const char *const themes[] = { "default", "contrast", "mono" };
	const struct lang *lang = app_lang(app);
	struct choice choices[3];

	for (size_t i = 0; i < 3; i++)
		choices[i] = (struct choice){ .value = themes[i],
					      .label = lang_choice(lang, "theme", themes[i]) };
	choices_open(app, lang_text(lang, "signin.theme"), choices, 3, app->session->theme,
		     theme_chosen, NULL);
}

/* --- commands whose form is made by hand --- */

static const struct {
	const char *command;
	void (*open)(struct app *app);
} forms[] = {
	{ "account.set-password", password_open },
	{ "account.set-language", language_open },
	{ "account.set-theme", theme_open },
	{ "account.totp-start", enrol_open },
};

bool
account_form(struct app *app, const struct command *command)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (strcmp(forms[i].command, command->name) == 0) {
			forms[i].open(app);
			return true;
		}
	}
	return false;
}
