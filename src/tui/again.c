/* ACC-10: a section that asks user name and password each time it is entered. */
#include "again.h"

#include "form.h"
#include "table.h"
#include <string.h>

#define BOX_WIDTH 72
#define PLACE 28
#define TRIES 3

enum { LOGIN, PASSWORD, FIELDS };

static const struct param params[FIELDS] = {
	{ .name = "login", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 120 },
	{ .name = "password",
	  .type = TYPE_TEXT,
	  .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 128 },
};

struct again {
	struct sheet sheet;
	struct entrance entrance;
	int failures;
};

bool
again_needed(const struct app *app, const struct screen *screen)
{
	if (!screen->again || app->session->account == 0)
		return false;
	for (const struct pane *pane = app->top; pane != NULL; pane = pane->below)
		if (pane->proven)
			return false;
	return true;
}

static enum reaction
failed(struct app *app, struct again *again, const struct error *error)
{
	field_wipe(&again->sheet.entries[PASSWORD].field);
	sheet_go(&again->sheet, PASSWORD);
	if (error->status != STATUS_FAILED && ++again->failures >= TRIES) {
		app_end_session(app, "locked-out");
		app_refuse(app, "again.ended", NULL);
		return REDRAW;
	}
	app_error(app, error);
	return REDRAW;
}

/* What was asked for; all that is opened from it is within the section. */
static void
enter(struct app *app, const struct entrance *entrance)
{
	const struct pane *before = app->top;

	if (entrance->record != NULL)
		record_enter(entrance->record, entrance->tab);
	else if (entrance->command != NULL)
		form_open(app, &(struct form_request){ .command = entrance->command,
						       .values = entrance->values });
	else
		screen_show(app, entrance->screen, entrance);
	if (app->top != before)
		app->top->proven = true;
}

static enum reaction
prove(struct app *app, struct pane *pane)
{
	struct again *again = pane->state;
	const struct sheet *sheet = &again->sheet;
	struct error error;

	if (sheet->focus == LOGIN && sheet->entries[LOGIN].field.size > 0 &&
	    sheet->entries[PASSWORD].field.size == 0) {
		sheet_go(&again->sheet, PASSWORD);
		return REDRAW;
	}
	if (!sheet_check(&again->sheet))
		return REDRAW;
	app_message(app, TONE_INFO, "signin.checking", NULL);
	app_draw(app);
	error_clear(&error);
	if (session_again(app->session, sheet->entries[LOGIN].field.text,
			  sheet->entries[PASSWORD].field.text, &error) != STATUS_OK)
		return failed(app, again, &error);
	app->message[0] = '\0';
	enter(app, &again->entrance);
	return CLOSE;
}

static enum reaction
again_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct again *again = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT)
		return prove(app, pane);
	reaction = sheet_key(&again->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
again_paste(struct app *app, struct pane *pane, const char *text)
{
	struct again *again = pane->state;

	(void)app;
	sheet_paste(&again->sheet, text);
}

static void
again_draw(struct app *app, struct pane *pane)
{
	struct again *again = pane->state;
	const struct lang *lang = app_lang(app);
	const int x = (term_columns() - BOX_WIDTH) / 2, inside = BOX_WIDTH - 4;
	const int height = sheet_height(&again->sheet, inside);
	const int y = BODY_TOP + 3;

	term_box(y, x, height + 6, BOX_WIDTH, screen_title(lang, again->entrance.screen));
	term_text(y + 1, x + 2, inside, STYLE_NORMAL, lang_text(lang, "again.why"));
	sheet_draw(&again->sheet, y + 3, x + 2, height, inside, true);
}

static void
again_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	struct again *again = pane->state;

	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "again.enter"));
	sheet_offer(&again->sheet, offers);
	offer_action(offers, ACTION_BACK);
}

static void
again_close(struct app *app, struct pane *pane)
{
	struct again *again = pane->state;

	(void)app;
	sheet_wipe(&again->sheet);
}

static const struct pane_ops again_ops = {
	.name = "again",
	.key = again_key,
	.draw = again_draw,
	.close = again_close,
	.paste = again_paste,
	.offer = again_offer,
	.overlay = true,
};

static const struct arg *
copy_filters(struct arena *arena, const struct arg *filters)
{
	size_t count = 0;

	while (filters != NULL && filters[count].name != NULL)
		count++;
	struct arg *copy = arena_array(arena, count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++) {
		copy[i] = filters[i];
		copy[i].name = arena_copy(arena, filters[i].name);
		copy[i].value.text = arena_copy(arena, filters[i].value.text);
	}
	return filters != NULL ? copy : NULL;
}

static const struct input *
copy_values(struct arena *arena, const struct input *values)
{
	size_t count = 0;

	while (values != NULL && values[count].name != NULL)
		count++;
	struct input *copy = arena_array(arena, count + 1, sizeof *copy);
	for (size_t i = 0; i < count; i++)
		copy[i] = (struct input){ .name = arena_copy(arena, values[i].name),
					  .text = arena_copy(arena, values[i].text) };
	return copy;
}

void
again_open(struct app *app, const struct entrance *entrance)
{
	struct pane *pane = app_push(app, &again_ops, sizeof(struct again));
	struct again *again = pane->state;
	const struct lang *lang = app_lang(app);

	again->entrance = *entrance;
	again->entrance.filters = copy_filters(pane->arena, entrance->filters);
	again->entrance.values = copy_values(pane->arena, entrance->values);
	again->entrance.order = arena_copy(pane->arena, entrance->order);
	again->entrance.quick = arena_copy(pane->arena, entrance->quick);
	sheet_init(&again->sheet, app, pane->arena, FIELDS);
	sheet_add(&again->sheet, &params[LOGIN], lang_text(lang, "signin.login"));
	sheet_add(&again->sheet, &params[PASSWORD], lang_text(lang, "signin.password"));
	again->sheet.entries[LOGIN].width = again->sheet.entries[PASSWORD].width = PLACE;
	again->sheet.entries[PASSWORD].note = lang_text(lang, "signin.no_echo");
	pane->input = true;
}

/* Whose record it acts on, when that is looked at only by who has said again who he is. */
static const struct screen *
asks(struct app *app, const struct command *command)
{
	for (const struct param *param = command->params; param != NULL && param->name != NULL;
	     param++) {
		const struct screen *screen =
		    param->record != NULL ? screen_get(app, param->record->screen) : NULL;
		if (screen != NULL && again_needed(app, screen))
			return screen;
	}
	return NULL;
}

void
again_form(struct app *app, const struct command *command, const struct input *values)
{
	const struct screen *screen = asks(app, command);

	if (screen == NULL)
		form_open(app, &(struct form_request){ .command = command, .values = values });
	else
		again_open(app, &(struct entrance){
				    .screen = screen, .command = command, .values = values });
}
