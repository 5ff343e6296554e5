/* R15: somebody else changed the record since the form was opened.  Who, when, field by field:
 * before, yours, theirs; nothing is overwritten in silence. */
#include "form.h"

#include <guichet/identifier.h>
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>

#define BOX_WIDTH 78
#define ROWS_MOST 10
#define MARK 2
#define NAME 15
#define CELL 19

struct difference {
	const char *label;
	struct entry *entry; /* NULL: not a field of this form */
	const char *before, *yours, *theirs;
	const char *typed; /* theirs, as it would be typed */
	bool mine, clash;  /* I changed it; we both did, and differently */
};

struct conflict {
	struct form *form;
	const char *who, *when;
	struct difference *rows;
	size_t count;
	bool ours; /* some of what changed is a field of this form, or I typed something */
};

/* --- who did what --- */

static const struct param *
first_record(const struct command *command)
{
	for (const struct param *param = command->params; param->name != NULL; param++) {
		if (param->type == TYPE_RECORD)
			return param;
	}
	return NULL;
}

static const char *
given(const struct input *input, const char *name)
{
	for (; input->name != NULL; input++) {
		if (strcmp(input->name, name) == 0)
			return input->text;
	}
	return NULL;
}

static const char *
as_key(struct arena *arena, enum type type, const char *text)
{
	if (type == TYPE_CARD)
		return digits_only(arena, text);
	if (type == TYPE_PLATE)
		return plate_key(arena, text);
	return type == TYPE_TEXT ? text_fold(arena, text) : text_trim(arena, text);
}

/* The record as it stands now. */
static bool
record_now(const struct form *form, struct record *record)
{
	const struct param *param = first_record(form->command);
	const char *key = param == NULL ? NULL : given(form->runs[0].given, param->name);
	struct arena *scratch = form->app->scratch;
	struct cursor *cursor;

	*record = (struct record){ .id = 0 };
	if (key == NULL ||
	    store_select(form->app->session->store, param->record->by_key,
			 ARGS(ARG_TEXT("key", as_key(scratch, param->record->key_type, key)),
			      ARG_INT("customer", 0)),
			 &cursor, NULL) != STATUS_OK)
		return false;
	if (cursor_next(cursor))
		*record = (struct record){ .id = cursor_int(cursor, 0),
					   .customer = cursor_int(cursor, 1),
					   .version = cursor_int(cursor, 2) };
	return cursor_close(&cursor, NULL) == STATUS_OK && record->id != 0;
}

/* --- differences --- */

static struct entry *
entry_of(const struct form *form, const char *field)
{
	for (size_t i = 0; i < form->sheet.count; i++) {
		struct entry *entry = &form->sheet.entries[i];
		const char *from = entry->param->from;

		if (strcmp(entry->param->name, field) == 0 ||
		    (from != NULL && strcmp(from, field) == 0))
			return entry;
	}
	return NULL;
}

static struct value
value_of(enum type type, const char *vocabulary, const char *raw)
{
	if (raw == NULL || raw[0] == '\0')
		return value_text(type, NULL);
	switch ((int)type) {
	case TYPE_INT:
	case TYPE_MONEY:
	case TYPE_QUANTITY:
	case TYPE_BOOL:
		return value_number(type, strtoll(raw, NULL, 10));
	case TYPE_CHOICE:
		return value_choice(vocabulary, raw);
	default:
		return value_text(type, raw);
	}
}

/* As people read it, by what the screen or the form knows of the field. */
static struct value
told(const struct form *form, const struct entry *entry, const char *field, const char *raw)
{
	const struct column *column =
	    form->screen == NULL ? NULL : screen_column(form->screen, field);

	if (column != NULL)
		return value_of(column->type, column->vocabulary, raw);
	if (entry != NULL && entry->param->type != TYPE_RECORD)
		return value_of(entry->param->type, param_vocabulary(entry->param), raw);
	return value_text(TYPE_TEXT, raw);
}

static const char *
my_words(const struct form *form, const struct entry *entry, struct arena *arena)
{
	if (entry->look == LOOK_ANSWER && entry->chosen != ANSWER_NONE)
		return lang_text(app_lang(form->app),
				 entry->chosen == ANSWER_YES ? "form.yes" : "form.no");
	return arena_copy(arena, entry_words(entry, arena));
}

static void
add_theirs(struct conflict *conflict, struct arena *arena, const struct change *change)
{
	const struct form *form = conflict->form;
	const struct lang *lang = app_lang(form->app);
	struct entry *entry = entry_of(form, change->field);
	const char *label = entry != NULL
				? entry->label
				: lang_find(lang, arena_format(arena, "field.%s", change->field));
	const struct value before = told(form, entry, change->field, change->before);
	const struct value theirs = told(form, entry, change->field, change->theirs);
	struct difference *row = &conflict->rows[conflict->count];

	/* What has no name for people is the program's own bookkeeping. */
	if (label == NULL)
		return;
	conflict->count++;
	*row = (struct difference){ .label = label,
				    .entry = entry,
				    .before = value_format(arena, lang, &before),
				    .theirs = value_format(arena, lang, &theirs),
				    .yours = "" };
	if (entry == NULL)
		return;
	row->typed =
	    theirs.type == TYPE_CHOICE || theirs.type == TYPE_BOOL ? change->theirs : row->theirs;
	row->mine = entry_changed(entry, arena);
	row->yours = row->mine ? my_words(conflict->form, entry, arena) : row->before;
	row->clash = row->mine && strcmp(row->yours, row->theirs) != 0;
	conflict->ours = true;
}

static bool
listed(const struct conflict *conflict, const struct entry *entry)
{
	for (size_t i = 0; i < conflict->count; i++) {
		if (conflict->rows[i].entry == entry)
			return true;
	}
	return false;
}

static void
add_mine(struct conflict *conflict, struct arena *arena)
{
	struct sheet *sheet = &conflict->form->sheet;

	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		if (listed(conflict, entry) || !entry_changed(entry, arena))
			continue;
		conflict->rows[conflict->count++] =
		    (struct difference){ .label = entry->label,
					 .entry = entry,
					 .before = entry->before,
					 .theirs = entry->before,
					 .yours = my_words(conflict->form, entry, arena),
					 .mine = true };
		conflict->ours = true;
	}
}

static enum status
gather(struct conflict *conflict, struct arena *arena, struct error *error)
{
	const struct form *form = conflict->form;
	const struct param *param = first_record(form->command);
	const char *version = given(form->runs[0].given, "version");
	const struct change *changes;
	const char *login = NULL;
	const char *at = NULL;
	struct record record;
	struct value when;
	size_t count = 0;
	enum status status;

	if (!record_now(form, &record) || version == NULL)
		return error_set(error, STATUS_CHANGED, NULL, "error.changed", NULL);
	status = execute_changes(form->app->session, param->record->name, record.id,
				 strtoll(version, NULL, 10), arena, &login, &at, &changes, &count,
				 error);
	if (status != STATUS_OK)
		return status;
	when = value_text(TYPE_STAMP, at);
	conflict->who = login == NULL ? "?" : login;
	conflict->when = value_format(arena, app_lang(form->app), &when);
	conflict->rows = arena_array(arena, count + form->sheet.count + 1, sizeof *conflict->rows);
	for (size_t i = 0; i < count; i++)
		add_theirs(conflict, arena, &changes[i]);
	add_mine(conflict, arena);
	return STATUS_OK;
}

/* --- what is done about it --- */

/* From now on the form speaks of the record as it stands. */
static bool
read_again(struct form *form)
{
	struct run *run = &form->runs[0];
	struct arena *arena = form->pane->arena;
	struct record record;
	struct input *copy;
	size_t count = 0;

	if (!record_now(form, &record))
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
	if (reaction & CLOSE)
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
	const int rows = conflict->count < ROWS_MOST ? (int)conflict->count : ROWS_MOST;
	const int x = (term_columns() - BOX_WIDTH) / 2;
	const int height = rows + 10;
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
	if (gather(conflict, pane->arena, &error) == STATUS_OK) {
		app_drop_typed_ahead(app);
		return REDRAW;
	}
	app_pop(app, pane);
	app_error(app, &error);
	form->stage = STAGE_FILL;
	return form->sheet.count == 0 ? CLOSE | RELOAD : REDRAW;
}
