/* A list into a file (FLT-02, FLT-04). */
#include "form.h"

#include <guichet/exchange.h>
#include <string.h>

#define BOX_WIDTH 76
#define COUNT_MOST 10000
#define FLEET "fleet-status"

struct export
{
	struct app *app;
	struct pane *pane;
	struct sheet sheet;
	const struct ask *ask;
	const char *title;
	const char *customer;
};

static const char *const contents[] = { "view", "all", NULL };
static const char *const card_contents[] = { "fleet", "view", "all", NULL };

static const struct param file_param = {
	.name = "file", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 200
};
static const struct param content_param = { .name = "content",
					    .type = TYPE_CHOICE,
					    .flags = PARAM_MANDATORY,
					    .choices = contents,
					    .vocabulary = "export_content",
					    .standard = "view" };
static const char *const ways[] = { "file", "email", NULL };
static const struct param to_param = { .name = "to",
				       .type = TYPE_CHOICE,
				       .flags = PARAM_MANDATORY,
				       .choices = ways,
				       .vocabulary = "export_to",
				       .standard = "file" };
static const struct param card_content_param = { .name = "content",
						 .type = TYPE_CHOICE,
						 .flags = PARAM_MANDATORY,
						 .choices = card_contents,
						 .vocabulary = "export_content",
						 .standard = "fleet" };

/* "Mes cartes" -> "mes_cartes" */
static const char *
file_word(struct arena *arena, const char *title)
{
	const char *folded = text_fold(arena, title);
	char *word = arena_copy(arena, folded);

	for (char *c = word; *c != '\0'; c++) {
		if (*c == ' ')
			*c = '_';
		else if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	return word;
}

static const char *
default_file(const struct export *export)
{
	struct arena *arena = export->pane->arena;
	const char *word =
	    file_word(arena, screen_title(app_lang(export->app), export->ask->screen));
	char now[STAMP_SIZE];
	struct civil day;

	session_now(export->app->session, now);
	day = stamp_local_day(now);
	return place_default(export->app,
			     arena_format(arena, "%s%s%s_%04d%02d%02d.xlsx", word,
					  export->customer != NULL ? "_" : "",
					  export->customer != NULL ? export->customer : "",
					  day.year, day.month, day.day));
}

/* The fleet's status with the list's filters; false when it does not know one of them. */
static bool
fleet_ask(struct export *export, struct ask *ask, struct error *error)
{
	struct app *app = export->app;
	const struct screen *screen;

	if (screen_load(app->scratch, app->config, FLEET, &screen, error) != STATUS_OK)
		return false;
	for (const struct arg *filter = ask->filters; filter != NULL && filter->name != NULL;
	     filter++) {
		if (screen_filter(screen, filter->name) == NULL) {
			error_set(error, STATUS_REFUSED, "content", "export.no_filter",
				  ARGS(ARG_TEXT("filter", filter->name)));
			return false;
		}
	}
	*ask = (struct ask){ .screen = screen, .filters = ask->filters, .quick = ask->quick };
	return true;
}

static bool
what_to_write(struct export *export, struct ask *ask, struct error *error)
{
	const char *content =
	    entry_text(sheet_entry(&export->sheet, "content"), export->app->scratch);

	*ask = *export->ask;
	if (strcmp(content, "fleet") == 0)
		return fleet_ask(export, ask, error);
	if (strcmp(content, "all") == 0)
		ask->columns = NULL;
	return true;
}

static bool
by_mail(const struct export *export)
{
	const struct entry *to = sheet_entry(&export->sheet, "to");

	return to != NULL && strcmp(entry_text(to, export->app->scratch), "email") == 0;
}

static enum reaction
send_file(struct export *export, const struct ask *ask, const char *name,
	  const struct progress *progress)
{
	struct app *app = export->app;
	struct outcome outcome;

	if (export_mail(app->session, ask, name, progress, app->scratch, &outcome) == STATUS_OK) {
		app_outcome(app, &outcome);
		return CLOSE;
	}
	sheet_fault(&export->sheet, &outcome.error);
	app_error(app, &outcome.error);
	return REDRAW;
}

static enum reaction
write_file(struct export *export)
{
	struct app *app = export->app;
	struct progress_box box;
	const struct progress progress = { .step = progress_step, .context = &box };
	const char *file =
	    text_trim(app->scratch, entry_text(sheet_entry(&export->sheet, "file"), app->scratch));
	struct error error;
	struct ask ask;
	int64_t rows = 0;

	error_clear(&error);
	if (!what_to_write(export, &ask, &error)) {
		sheet_fault(&export->sheet, &error);
		app_error(app, &error);
		return REDRAW;
	}
	progress_start(&box, app, export->title);
	if (by_mail(export))
		return send_file(export, &ask, file, &progress);
	if (export_file(app->session, &ask, file, &progress, &rows, &error) != STATUS_OK) {
		sheet_fault(&export->sheet, &error);
		app_error(app, &error);
		return REDRAW;
	}
	app_message(app, TONE_GOOD, "export.done",
		    ARGS(ARG_INT("count", rows), ARG_TEXT("file", place_shown(app, file))));
	return CLOSE;
}

static enum reaction
replaced(struct app *app, void *context, int answer)
{
	struct export *export = context;

	(void)answer;
	if (write_file(export) == CLOSE)
		app_pop(app, export->pane);
	return REDRAW;
}

static enum reaction
accept(struct export *export)
{
	struct app *app = export->app;
	const struct lang *lang = app_lang(app);
	const char *file =
	    text_trim(app->scratch, entry_text(sheet_entry(&export->sheet, "file"), app->scratch));
	const char *line;

	if (!sheet_check(&export->sheet))
		return REDRAW;
	if (by_mail(export) || !place_taken(app, file))
		return write_file(export);
	line = lang_format(app->scratch, lang, "export.exists", ARGS(ARG_TEXT("file", file)));
	ask_yes(app, &(struct question){ .title = export->title,
					 .lines = &line,
					 .line_count = 1,
					 .done = replaced,
					 .context = export });
	return REDRAW;
}

static enum reaction
export_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct export *export = pane->state;
	enum reaction reaction;

	(void)app;
	if (key->action == ACTION_ACCEPT)
		return accept(export);
	if (key->action == ACTION_BACK)
		return CLOSE;
	reaction = sheet_key(&export->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
export_paste(struct app *app, struct pane *pane, const char *text)
{
	struct export *export = pane->state;

	(void)app;
	sheet_paste(&export->sheet, text);
}

static void
export_draw(struct app *app, struct pane *pane)
{
	struct export *export = pane->state;
	const int columns = term_columns();
	const int width = columns < BOX_WIDTH ? columns : BOX_WIDTH;
	const int x = (columns - width) / 2;
	const int height = sheet_height(&export->sheet, width - 4);
	const int y = BODY_TOP + 1;

	term_box(y, x, height + 5, width, export->title);
	sheet_draw(&export->sheet, y + 2, x + 2, height, width - 4, true);
	term_text(y + height + 3, x + 2, width - 4, STYLE_DIM,
		  lang_text(app_lang(app), "export.never"));
}

static void
export_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct export *export = pane->state;
	const struct lang *lang = app_lang(app);

	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "export.start"));
	sheet_offer(&export->sheet, offers);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops export_ops = {
	.name = "export",
	.key = export_key,
	.draw = export_draw,
	.paste = export_paste,
	.offer = export_offer,
	.overlay = true,
};

static const char *
title_of(struct export *export)
{
	struct app *app = export->app;
	const struct lang *lang = app_lang(app);
	const char *screen = screen_title(lang, export->ask->screen);
	int64_t count = 0;

	if (ask_count(app->session, export->ask, COUNT_MOST, app->scratch, &count, NULL) !=
	    STATUS_OK)
		return arena_copy(export->pane->arena, screen);
	return lang_format(export->pane->arena, lang,
			   count > COUNT_MOST ? "export.title_more" : "export.title",
			   ARGS(ARG_TEXT("screen", screen),
				ARG_INT("count", count > COUNT_MOST ? COUNT_MOST : count)));
}

/* Whoever has no folder of his own here gets it by e-mail, unless he says otherwise. */
static void
add_way(struct export *export)
{
	struct app *app = export->app;
	struct sheet *sheet = &export->sheet;
	const char *path;

	sheet_add(sheet, &to_param, lang_text(app_lang(app), "export.to"));
	if (session_file(app->session, app->scratch, sheet->entries[0].field.text, &path, NULL) !=
	    STATUS_OK)
		entry_set(sheet_entry(sheet, "to"), "email");
}

void
export_open(struct app *app, const struct ask *ask, const char *customer)
{
	const struct lang *lang = app_lang(app);
	struct pane *pane = app_push(app, &export_ops, sizeof(struct export));
	struct export *export = pane->state;
	const bool cards = strcmp(ask->screen->name, "cards") == 0;

	*export = (struct export){ .app = app, .pane = pane, .ask = ask };
	export->customer = arena_copy(pane->arena, customer);
	export->title = title_of(export);
	sheet_init(&export->sheet, app, pane->arena, 3);
	sheet_add(&export->sheet, &file_param, lang_text(lang, "export.file"));
	sheet_add(&export->sheet, cards ? &card_content_param : &content_param,
		  lang_text(lang, "export.content"));
	entry_set(&export->sheet.entries[0], default_file(export));
	if (app->session->account != 0)
		add_way(export);
	pane->input = true;
}
