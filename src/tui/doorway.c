/* What is done before one is signed in: a forgotten password (ACC-04), the first sign-in (ACC-06,
 * ACC-07).  Each is a few fields of a command that asks for nobody's session, and leads back to the
 * sign-in screen. */
#include "doorway.h"

#include <guichet/password.h>
#include <string.h>

#define TOP 2
#define LEFT 2
#define PLACE 28

/* A code is read from a message and typed: it shows, unlike what is chosen here. */
static const struct param params[] = {
	{ .name = "login", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 120 },
	{ .name = "code", .type = TYPE_TEXT, .flags = PARAM_MANDATORY | PARAM_UPPER, .most = 20 },
	{ .name = "client", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = "contract", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = "last_name", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = "first_name", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = "phone", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = "new", .type = TYPE_TEXT, .flags = PARAM_MANDATORY | PARAM_SECRET, .most = 128 },
	{ .name = "repeated",
	  .type = TYPE_TEXT,
	  .flags = PARAM_MANDATORY | PARAM_SECRET,
	  .most = 128 },
};

/* Texts: doorway.NAME.title, .intro, .accept, and .other for the way to the other one. */
struct door {
	const char *name, *command;
	const char *fields; /* blank-separated, in order */
	enum doorway next;  /* once it is done; DOORWAYS: back to the sign-in screen */
	enum doorway other; /* by F6 */
};

static const struct door doors[DOORWAYS] = {
	[DOORWAY_FORGOT] = { .name = "forgot",
			     .command = "account.forgot",
			     .fields = "login",
			     .next = DOORWAY_RESET,
			     .other = DOORWAY_RESET },
	[DOORWAY_RESET] = { .name = "reset",
			    .command = "account.reset",
			    .fields = "login code new repeated",
			    .next = DOORWAYS,
			    .other = DOORWAY_FORGOT },
	[DOORWAY_INVITED] = { .name = "invited",
			      .command = "user.activate",
			      .fields = "login code last_name first_name phone new repeated",
			      .next = DOORWAYS,
			      .other = DOORWAY_FIRST },
	[DOORWAY_FIRST] = { .name = "first",
			    .command = "user.activate",
			    .fields = "code client contract new repeated",
			    .next = DOORWAYS,
			    .other = DOORWAY_INVITED },
};

struct passage {
	const struct door *door;
	struct sheet sheet;
};

static const char *
words_of(const struct app *app, const struct door *door, const char *part)
{
	return lang_text(app_lang(app),
			 arena_format(app->scratch, "doorway.%s.%s", door->name, part));
}

static const char *
text_of(const struct passage *passage, const char *name)
{
	const struct entry *entry = sheet_entry(&passage->sheet, name);

	return entry != NULL ? entry->field.text : "";
}

/* --- fields --- */

/* The list beneath tells while one types; half of it repeated is not wrong yet. */
static enum status
check(struct sheet *sheet, const struct entry *entry, const char *text, struct error *error)
{
	const struct passage *passage = sheet->context;
	const char *name = entry->param->name;
	struct app *app = sheet->app;
	const size_t least = (size_t)config_int(app->config, "auth.min_length_customer");

	if (strcmp(name, "new") == 0 && sheet->checking &&
	    password_faults(app->scratch, text, text_of(passage, "login"), least) != 0)
		return error_set(error, STATUS_USAGE, name, "rules.see", NULL);
	if (strcmp(name, "repeated") == 0 && sheet->checking &&
	    strcmp(text, text_of(passage, "new")) != 0)
		return error_set(error, STATUS_USAGE, name, "account.not_the_same", NULL);
	return STATUS_OK;
}

static void
add_field(struct app *app, struct passage *passage, const char *name, size_t size)
{
	const struct lang *lang = app_lang(app);
	const struct command *command = command_find(passage->door->command);
	const struct param *param = params;

	while (strlen(param->name) != size || strncmp(param->name, name, size) != 0)
		param++;
	struct entry *entry =
	    sheet_add(&passage->sheet, param,
		      strcmp(param->name, "repeated") == 0
			  ? lang_text(lang, "account.repeated")
			  : param_label(lang, command, param_find(command, param->name)));
	entry->width = PLACE;
	entry->hint = NULL; /* of a form of users: how one is made up */
	entry->note = lang_find(lang, arena_format(app->scratch, "doorway.note.%s", param->name));
}

static void
show(struct app *app, struct pane *pane, enum doorway doorway, const char *login)
{
	struct passage *passage = pane->state;

	sheet_wipe(&passage->sheet);
	passage->door = &doors[doorway];
	sheet_init(&passage->sheet, app, pane->arena, sizeof params / sizeof params[0]);
	passage->sheet.check = check;
	passage->sheet.context = passage;
	for (const char *at = passage->door->fields; *at != '\0';) {
		const size_t size = strcspn(at, " ");
		add_field(app, passage, at, size);
		at += size + (at[size] == ' ');
	}
	struct entry *entry = sheet_entry(&passage->sheet, "login");
	if (entry != NULL && login[0] != '\0') {
		entry_set(entry, login);
		passage->sheet.focus = passage->sheet.count > 1 ? 1 : 0;
	}
	pane->title = words_of(app, passage->door, "title");
	pane->title = arena_copy(pane->arena, pane->title);
}

/* --- keys --- */

/* The check takes a while by design: the screen says so. */
static enum reaction
run(struct app *app, struct pane *pane)
{
	struct passage *passage = pane->state;
	struct sheet *sheet = &passage->sheet;
	struct input *input = arena_array(app->scratch, sheet->count + 1, sizeof *input);
	struct outcome outcome;
	size_t count = 0;

	if (!sheet_check(sheet))
		return REDRAW;
	for (size_t i = 0; i < sheet->count; i++)
		if (strcmp(sheet->entries[i].param->name, "repeated") != 0)
			input[count++] = (struct input){ .name = sheet->entries[i].param->name,
							 .text = sheet->entries[i].field.text };
	app_message(app, TONE_INFO, "signin.checking", NULL);
	app_draw(app);
	if (!app_run(app, passage->door->command, input, &outcome)) {
		const struct error error = outcome.error;
		sheet_fault(sheet, &error);
		return REDRAW;
	}
	app_outcome(app, &outcome);
	if (passage->door->next != DOORWAYS) {
		show(app, pane, passage->door->next,
		     arena_copy(app->scratch, text_of(passage, "login")));
		return REDRAW;
	}
	signin_return(app, outcome.key);
	return CLOSE;
}

/* Enter goes on as long as something is left to be filled further down. */
static enum reaction
accept(struct app *app, struct pane *pane)
{
	struct passage *passage = pane->state;
	struct sheet *sheet = &passage->sheet;

	for (size_t i = sheet->focus + 1;
	     !entry_missing(sheet_focus(sheet), app->scratch) && i < sheet->count; i++)
		if (entry_missing(&sheet->entries[i], app->scratch)) {
			sheet_go(sheet, i);
			return REDRAW;
		}
	return run(app, pane);
}

static enum reaction
doorway_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct passage *passage = pane->state;

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT)
		return accept(app, pane);
	if (key->action == ACTION_CREATE) {
		show(app, pane, passage->door->other,
		     arena_copy(app->scratch, text_of(passage, "login")));
		return REDRAW;
	}
	const enum reaction reaction = sheet_key(&passage->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
doorway_paste(struct app *app, struct pane *pane, const char *text)
{
	struct passage *passage = pane->state;

	(void)app;
	sheet_paste(&passage->sheet, text);
}

/* --- drawing --- */

static void
doorway_draw(struct app *app, struct pane *pane)
{
	struct passage *passage = pane->state;
	const int width = term_columns() - 2 * LEFT;
	const bool chooses = sheet_entry(&passage->sheet, "new") != NULL;
	const int most = body_bottom() - (chooses ? rules_height() + 1 : 0);
	size_t count = 0;
	const char *const *intro =
	    text_wrap(app->scratch, words_of(app, passage->door, "intro"), width, &count);
	int y = TOP;

	for (size_t i = 0; i < count; i++)
		term_text(y++, LEFT, width, STYLE_DIM, intro[i]);
	y++;
	int height = sheet_height(&passage->sheet, width);
	if (height > most - y)
		height = most - y;
	sheet_draw(&passage->sheet, y, LEFT, height, width, true);
	if (!chooses)
		return;
	const struct rules rules = {
		.typed = text_of(passage, "new"),
		.login = text_of(passage, "login"),
		.least = (size_t)config_int(app->config, "auth.min_length_customer"),
		.staff = (size_t)config_int(app->config, "auth.min_length_staff"),
	};
	rules_draw(app, y + height + 1, LEFT, width, &rules);
}

static void
doorway_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct passage *passage = pane->state;
	const char *other = words_of(app, passage->door, "other");

	offer_action_as(offers, ACTION_ACCEPT, words_of(app, passage->door, "accept"));
	sheet_offer(&passage->sheet, offers);
	offer_action_told(offers, ACTION_CREATE, other, other);
	offer_action(offers, ACTION_BACK);
}

static void
doorway_close(struct app *app, struct pane *pane)
{
	struct passage *passage = pane->state;

	(void)app;
	sheet_wipe(&passage->sheet);
}

static const struct pane_ops doorway_ops = {
	.name = "doorway",
	.key = doorway_key,
	.draw = doorway_draw,
	.close = doorway_close,
	.paste = doorway_paste,
	.offer = doorway_offer,
};

void
doorway_open(struct app *app, enum doorway doorway, const char *login)
{
	struct pane *pane = app_push(app, &doorway_ops, sizeof(struct passage));

	pane->input = true;
	show(app, pane, doorway, login);
}
