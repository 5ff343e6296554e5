/* R15: somebody else changed the record since the form was opened.  Who, when, field by field:
 * before, yours, theirs; nothing is overwritten in silence. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#define BOX_WIDTH 78
#define AROUND 10 /* lines of the box besides its rows */
#define MARK 2
#define NAME 15
#define CELL 19

/* --- what is done about it --- */

/* From now on the form speaks of the record as it stands. */
static bool
read_again(struct form *form)
{
	struct run *run = &form->runs[0];
	struct arena *arena = form->pane->arena;
	struct record record;
	const char *kind;
	struct input *copy;
	size_t count = 0;

	if (!form_record_now(form, &record, &kind))
		return false;
	while (run->given[count].name != NULL)
		count++;
	copy = arena_array(arena, count + 1, sizeof *copy);
	memcpy(copy, run->given, count * sizeof *copy);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(copy[i].name, "version") == 0)
			copy[i].text = arena_format(arena, "%lld", (long long)record.version);
	}
	run->given = copy;
	request_id(run->request);
	form->preview.fresh = false;
	return true;
}

static struct entry *
take_what_does_not_clash(struct conflict *conflict)
{
	struct form *form = conflict->form;
	struct entry *clash = NULL;

	for (size_t i = 0; i < conflict->count; i++) {
		struct difference *row = &conflict->rows[i];

		if (row->entry == NULL || row->typed == NULL)
			continue;
		if (!row->mine) {
			entry_set(row->entry, row->typed);
			row->entry->before = arena_copy(form->pane->arena,
							entry_text(row->entry, form->pane->arena));
		} else if (row->clash) {
			error_set(
			    &row->entry->error, STATUS_CHANGED, row->entry->param->name,
			    "conflict.they_put",
			    ARGS(ARG_TEXT("login", conflict->who), ARG_TEXT("value", row->theirs)));
			clash = clash == NULL ? row->entry : clash;
		}
	}
	return clash;
}

static enum reaction
merge(struct conflict *conflict)
{
	struct form *form = conflict->form;
	struct entry *clash;
	enum reaction reaction;

	if (!read_again(form)) {
		app_refuse(form->app, "error.changed", NULL);
		return CLOSE;
	}
	clash = take_what_does_not_clash(conflict);
	sheet_settle(&form->sheet);
	form->stage = STAGE_FILL;
	if (clash != NULL) {
		form->sheet.focus = (size_t)(clash - form->sheet.entries);
		app_message(form->app, TONE_WARNING, "conflict.choose",
			    ARGS(ARG_TEXT("login", conflict->who)));
		return CLOSE;
	}
	/* A confirmation is given for what is shown: without fields of its own it is asked again.
	 */
	if (form->deliberate)
		return CLOSE;
	reaction = form_accept(form);
	if ((reaction & CLOSE) == CLOSE)
		app_pop(form->app, form->pane);
	return reaction | CLOSE;
}

static enum reaction
conflict_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct conflict *conflict = pane->state;

	if (key->action == ACTION_BACK)
		return CLOSE;
	switch (key_digit(key)) {
	case '1':
		return merge(conflict);
	case '2':
		if (conflict->form->draft != NULL)
			form_drop_draft(app, conflict->form->draft);
		app_pop(app, conflict->form->pane);
		return CLOSE | RELOAD;
	case '3':
		return CLOSE;
	default:
		break;
	}
	if (key->action != ACTION_ACCEPT)
		return UNKNOWN;
	app_refuse(app, "dialog.type_digit", ARGS(ARG_INT("most", 3)));
	return REDRAW;
}

/* --- how it looks --- */

static void
draw_cell(int y, int x, const char *text, bool marked, enum style style)
{
	const int used = term_text(y, x, CELL - 3, style, text);

	if (marked)
		term_text(y, x + used + 1, 1, style, "*");
}

static void
draw_row(const struct difference *row, int y, int x)
{
	const bool theirs = strcmp(row->before, row->theirs) != 0;

	term_text(y, x, MARK, STYLE_BAD, row->clash ? "!" : "");
	term_text(y, x + MARK, NAME - 1, STYLE_NORMAL, row->label);
	draw_cell(y, x + MARK + NAME, row->before, false, STYLE_DIM);
	draw_cell(y, x + MARK + NAME + CELL, row->yours, row->mine, STYLE_NORMAL);
	draw_cell(y, x + MARK + NAME + 2 * CELL, row->theirs, theirs, STYLE_NORMAL);
}

static void
draw_headings(const struct conflict *conflict, int y, int x)
{
	const struct lang *lang = app_lang(conflict->form->app);

	term_text(y, x + MARK, NAME - 1, STYLE_HEADING, lang_text(lang, "conflict.field"));
	term_text(y, x + MARK + NAME, CELL - 1, STYLE_HEADING, lang_text(lang, "conflict.before"));
	term_text(y, x + MARK + NAME + CELL, CELL - 1, STYLE_HEADING,
		  lang_text(lang, "conflict.yours"));
	term_text(y, x + MARK + NAME + 2 * CELL, CELL - 1, STYLE_HEADING, conflict->who);
}

static void
draw_choices(const struct conflict *conflict, int y, int x)
{
	struct app *app = conflict->form->app;
	const struct lang *lang = app_lang(app);
	const struct arg *args = ARGS(ARG_TEXT("login", conflict->who));
	const char *first =
	    conflict->ours && !conflict->form->deliberate ? "conflict.merge" : "conflict.reread";

	term_text(y, x, BOX_WIDTH - 4, STYLE_NORMAL, lang_text(lang, first));
	term_text(y + 1, x, BOX_WIDTH - 4, STYLE_NORMAL,
		  lang_format(app->scratch, lang, "conflict.theirs", args));
	term_text(y + 2, x, BOX_WIDTH - 4, STYLE_NORMAL, lang_text(lang, "conflict.go_on"));
}

static void
conflict_draw(struct app *app, struct pane *pane)
{
	const struct conflict *conflict = pane->state;
	const struct lang *lang = app_lang(app);
	const int most = body_height() - AROUND;
	const int rows = (int)conflict->count < most ? (int)conflict->count : most;
	const int x = (term_columns() - BOX_WIDTH) / 2;
	const int height = rows + AROUND;
	const char *title = lang_text(lang, "conflict.title");
	const struct arg *args =
	    ARGS(ARG_TEXT("login", conflict->who), ARG_TEXT("at", conflict->when));
	int y = BODY_TOP;
	int used;

	term_box(y, x, height, BOX_WIDTH, title);
	term_text(y + 1, x + 2, BOX_WIDTH - 4, STYLE_HEADING,
		  lang_format(app->scratch, lang, "conflict.saved", args));
	y += 3;
	draw_headings(conflict, y++, x + 2);
	for (int i = 0; i < rows; i++)
		draw_row(&conflict->rows[i], y++, x + 2);
	draw_choices(conflict, y + 1, x + 2);
	used = term_text(y + 4, x + 2, BOX_WIDTH - 8, STYLE_HEADING,
			 lang_text(lang, "dialog.choose")) +
	       3;
	term_text(y + 4, x + 1 + used, 3, STYLE_DIM, "[_]");
	term_text(y + 4, x + 7 + used, BOX_WIDTH - 9 - used, STYLE_DIM,
		  lang_text(lang, "conflict.safe"));
	term_cursor(y + 4, x + 2 + used);
}

static void
conflict_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct lang *lang = app_lang(app);

	(void)pane;
	offer_letter(offers, "1-3", lang_text(lang, "dialog.choose"), NULL, 0, NULL);
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "form.back"));
}

static const struct pane_ops conflict_ops = {
	.name = "conflict",
	.key = conflict_key,
	.draw = conflict_draw,
	.offer = conflict_offer,
	.overlay = true,
};

enum reaction
conflict_open(struct form *form)
{
	struct app *app = form->app;
	struct pane *pane = app_push(app, &conflict_ops, sizeof(struct conflict));
	struct conflict *conflict = pane->state;
	struct error error;

	error_clear(&error);
	*conflict = (struct conflict){ .form = form };
	pane->input = true;
	if (conflict_gather(conflict, pane->arena, &error) == STATUS_OK) {
		app_drop_typed_ahead(app);
		return REDRAW;
	}
	app_pop(app, pane);
	app_error(app, &error);
	form->stage = STAGE_FILL;
	return form->sheet.count == 0 ? CLOSE | RELOAD : REDRAW;
}
