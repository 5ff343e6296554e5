/* A field of small records: a line each, asked in a form of their own over this one. */
#include "form.h"

#include <string.h>

#define BOX_WIDTH 72

static void
add_item(struct entry *entry, const char *text)
{
	entry->rows = arena_grown(entry->field.arena, entry->rows, entry->row_count,
				  &entry->row_capacity, sizeof *entry->rows);
	entry->rows[entry->row_count++] = text;
}

void
items_set(struct entry *entry, const char *text)
{
	struct arena *arena = entry->field.arena;

	entry->row_count = 0;
	while (*text != '\0') {
		const size_t size = strcspn(text, ",;");
		const char *item = text_trim(arena, arena_copy_bytes(arena, text, size));

		if (item[0] != '\0')
			add_item(entry, item);
		text += size + (text[size] != '\0');
	}
	entry->row = entry->row_count;
}

const char *
items_text(const struct entry *entry, struct arena *arena)
{
	struct builder text = { .arena = arena };

	for (size_t i = 0; i < entry->row_count; i++)
		builder_format(&text, "%s%s", i > 0 ? "," : "", entry->rows[i]);
	return builder_text(&text);
}

/* --- an item's form --- */

struct item_pane {
	struct sheet sheet;
	struct sheet *owner;
	size_t entry, row; /* of the owner; row_count: a new one */
};

static bool
is_field(const struct param *param)
{
	return (param->flags & PARAM_HIDDEN) == 0 && param->type != TYPE_RECORD;
}

static enum status
check(struct sheet *sheet, const struct entry *entry, const char *text, struct error *error)
{
	struct arena *scratch = sheet->app->scratch;
	struct value value;

	(void)text;
	return param_check(scratch, sheet->app->session, sheet->command, entry->param,
			   sheet_input(sheet, NULL, scratch), &value, error);
}

static const char *
field_of(const struct input *fields, const char *name)
{
	for (; fields != NULL && fields->name != NULL; fields++) {
		if (strcmp(fields->name, name) == 0)
			return fields->text;
	}
	return NULL;
}

static void
fill(struct sheet *sheet, struct app *app, struct arena *arena, const struct item *item,
     const struct input *fields)
{
	const struct command *command = item->command;
	size_t count = 0;

	while (command->params[count].name != NULL)
		count++;
	sheet_init(sheet, app, arena, count);
	sheet->command = command;
	sheet->check = check;
	for (const struct param *param = command->params; param->name != NULL; param++) {
		const char *text = field_of(fields, param->name);
		struct entry *entry;

		if (!is_field(param))
			continue;
		entry = sheet_add(sheet, param, param_label(app_lang(app), command, param));
		if (text != NULL && text[0] != '\0')
			entry_set(entry, text);
		entry->before = arena_copy(arena, entry_text(entry, arena));
	}
	sheet_settle(sheet);
}

const char *
items_words(const struct sheet *sheet, const struct entry *entry, size_t row)
{
	const struct item *item = entry->param->item;
	struct arena *scratch = sheet->app->scratch;
	struct builder words = { .arena = scratch };
	struct sheet fields;

	if (item->words != NULL)
		return item->words(scratch, app_lang(sheet->app), entry->rows[row]);
	fill(&fields, sheet->app, scratch, item, item->read(scratch, entry->rows[row], NULL));
	for (size_t i = 0; i < fields.count; i++) {
		const char *text = entry_words(&fields.entries[i], scratch);

		if (!fields.entries[i].absent && text[0] != '\0')
			builder_format(&words, "%s%s", words.size > 0 ? "  " : "", text);
	}
	return words.size > 0 ? builder_text(&words) : entry->rows[row];
}

/* Behind the last one, or in the place of the one that was opened. */
static enum reaction
accept(struct item_pane *pane)
{
	struct sheet *sheet = &pane->sheet;
	struct arena *scratch = sheet->app->scratch;
	struct entry *entry = &pane->owner->entries[pane->entry];
	const struct item *item = entry->param->item;
	struct error error;
	const char *text;

	if (!sheet_check(sheet))
		return REDRAW;
	text = item->write(scratch, sheet_input(sheet, NULL, scratch));
	error_clear(&error);
	/* What only the whole shows: two fields that do not go together. */
	if (item->read(scratch, text, &error) == NULL) {
		sheet_fault(sheet, &error);
		app_error(sheet->app, &error);
		return REDRAW;
	}
	if (pane->row < entry->row_count)
		entry->rows[pane->row] = arena_copy(entry->field.arena, text);
	else
		add_item(entry, arena_copy(entry->field.arena, text));
	entry->row = entry->row_count;
	sheet_changed(pane->owner, entry);
	return CLOSE;
}

static enum reaction
item_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct item_pane *item = pane->state;
	enum reaction reaction;

	(void)app;
	if (key->action == ACTION_ACCEPT)
		return accept(item);
	if (key->action == ACTION_BACK)
		return CLOSE;
	reaction = sheet_key(&item->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
item_paste(struct app *app, struct pane *pane, const char *text)
{
	struct item_pane *item = pane->state;

	(void)app;
	sheet_paste(&item->sheet, text);
}

static void
item_draw(struct app *app, struct pane *pane)
{
	struct item_pane *item = pane->state;
	const struct entry *entry = &item->owner->entries[item->entry];
	const int wanted = sheet_height(&item->sheet, BOX_WIDTH - 4);
	const int most = body_height() - 4;
	const int height = wanted < most ? wanted : most;
	const int x = (term_columns() - BOX_WIDTH) / 2;
	const int y = BODY_TOP + (body_height() - height - 4) / 2;

	term_box(y, x, height + 4, BOX_WIDTH, entry->label);
	sheet_draw(&item->sheet, y + 1, x + 2, height, BOX_WIDTH - 4, true);
	term_text(y + height + 2, x + 2, BOX_WIDTH - 4, STYLE_DIM,
		  lang_text(app_lang(app), "form.mandatory"));
}

static void
item_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct item_pane *item = pane->state;

	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "form.accept"));
	sheet_offer(&item->sheet, offers);
	offer_action(offers, ACTION_BACK);
}

/* The link is lost: what is whole goes where Enter would have put it, for the form beneath to keep.
 */
static void
item_keep(struct app *app, struct pane *pane)
{
	struct item_pane *item = pane->state;

	(void)app;
	if (sheet_touched(&item->sheet) && sheet_complete(&item->sheet))
		accept(item);
}

static const struct pane_ops item_ops = {
	.name = "item",
	.key = item_key,
	.draw = item_draw,
	.paste = item_paste,
	.offer = item_offer,
	.keep = item_keep,
	.overlay = true,
};

static enum reaction
open_item(struct sheet *owner, struct entry *entry, size_t row)
{
	struct app *app = owner->app;
	const struct item *item = entry->param->item;
	struct pane *pane = app_push(app, &item_ops, sizeof(struct item_pane));
	struct item_pane *state = pane->state;
	const struct input *fields =
	    row < entry->row_count ? item->read(pane->arena, entry->rows[row], NULL) : NULL;

	state->owner = owner;
	state->entry = (size_t)(entry - owner->entries);
	state->row = row;
	fill(&state->sheet, app, pane->arena, item, fields);
	pane->input = true;
	return REDRAW;
}

/* --- its lines --- */

static enum reaction
remove_item(struct sheet *sheet, struct entry *entry)
{
	if (entry->row >= entry->row_count)
		return UNKNOWN;
	entry->row_count--;
	memmove(&entry->rows[entry->row], &entry->rows[entry->row + 1],
		(entry->row_count - entry->row) * sizeof *entry->rows);
	sheet_changed(sheet, entry);
	return REDRAW;
}

enum reaction
items_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	const bool on_item = entry->row < entry->row_count;

	switch ((int)key->action) {
	case ACTION_UP:
		if (entry->row == 0)
			return STAY;
		entry->row--;
		return REDRAW;
	case ACTION_DOWN:
		if (!on_item)
			return STAY;
		entry->row++;
		return REDRAW;
	case ACTION_ACCEPT:
		return on_item ? open_item(sheet, entry, entry->row) : STAY;
	case ACTION_CREATE:
		return open_item(sheet, entry, entry->row_count);
	case ACTION_ERASE_RIGHT:
	case ACTION_ERASE_LEFT:
		return remove_item(sheet, entry);
	case ACTION_NONE:
		break;
	default:
		return STAY;
	}
	if (strcmp(key->text, "c") == 0)
		return open_item(sheet, entry, entry->row_count);
	return UNKNOWN;
}

void
items_offer(const struct sheet *sheet, const struct entry *entry, struct offers *offers)
{
	const struct lang *lang = app_lang(sheet->app);

	offer_action_as(offers, ACTION_CREATE, lang_text(lang, "form.item_add"));
	if (entry->row >= entry->row_count)
		return;
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "form.item_open"));
	offer_letter(offers, lang_text(lang, "keyname.Del"), lang_text(lang, "form.item_remove"),
		     NULL, 0, NULL);
}
