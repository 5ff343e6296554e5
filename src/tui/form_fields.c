/* The fields of a form: what they hold, and whether it will do. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#define DIGITS_MOST 9      /* choices with a digit each */
#define DIGITS_COLUMNS 100 /* two lines of them */
#define LABEL_MOST 30
#define LABEL_LEAST 12
#define ROOM_FOR_MISTAKES \
	500 /* more than may be kept can be typed, and is told: nothing is cut unseen */

void
sheet_init(struct sheet *sheet, struct app *app, struct arena *arena, size_t capacity)
{
	*sheet = (struct sheet){
		.app = app,
		.arena = arena,
		.capacity = capacity,
		.entries = arena_array(arena, capacity, sizeof(struct entry)),
	};
}

static void
take_words(const struct sheet *sheet, struct entry *entry)
{
	const struct lang *lang = app_lang(sheet->app);
	const char *vocabulary = param_vocabulary(entry->param);
	const char *const *codes = entry->param->choices;
	struct choice *all;
	size_t count = 0;

	if (codes == NULL)
		codes = lang_codes_of(sheet->arena, vocabulary);
	while (codes != NULL && codes[count] != NULL)
		count++;
	all = arena_array(sheet->arena, count + 1, sizeof *all);
	for (size_t i = 0; i < count; i++)
		all[i] = (struct choice){ .value = codes[i],
					  .label = lang_choice(lang, vocabulary, codes[i]) };
	entry->all = all;
	entry->all_count = count;
}

static bool
few(const struct entry *entry)
{
	int width = 0;

	for (size_t i = 0; i < entry->all_count; i++)
		width += text_width(entry->all[i].label) + 4;
	return entry->all_count <= DIGITS_MOST && width <= DIGITS_COLUMNS;
}

static enum look
look_of(const struct entry *entry)
{
	const struct param *param = entry->param;

	if (param->flags & PARAM_SECRET)
		return LOOK_TEXT;
	if (param->type == TYPE_BOOL)
		return LOOK_ANSWER;
	if (param->type == TYPE_CHOICE)
		return few(entry) ? LOOK_DIGITS : LOOK_CHOICE;
	if (param->type == TYPE_FILE)
		return LOOK_FILE;
	if (param->type == TYPE_LIST && param->item != NULL)
		return LOOK_ROWS;
	if (param->type == TYPE_LIST && entry->all_count > 0)
		return LOOK_SEVERAL;
	if (param->type == TYPE_LIST && param->record != NULL && param->record->screen != NULL)
		return LOOK_KEYS;
	if (param->type == TYPE_RECORD && param->record != NULL && param->record->screen != NULL)
		return LOOK_RECORD;
	return LOOK_TEXT;
}

/* Of its name where there is one, else of its type. */
static const char *
hint_of(struct arena *scratch, const struct lang *lang, const struct param *param)
{
	static const struct {
		enum type type;
		const char *key;
	} hints[] = {
		{ .type = TYPE_DATE, .key = "form.hint.date" },
		{ .type = TYPE_MONTH, .key = "form.hint.month" },
		{ .type = TYPE_STAMP, .key = "form.hint.stamp" },
		{ .type = TYPE_LIST, .key = "form.hint.list" },
	};

	const char *own = lang_find(lang, arena_format(scratch, "form.hint.%s", param->name));

	for (size_t i = 0; own == NULL && i < sizeof hints / sizeof hints[0]; i++) {
		if (hints[i].type == param->type)
			return lang_text(lang, hints[i].key);
	}
	return own;
}

static void
shape_field(struct entry *entry)
{
	const struct param *param = entry->param;
	struct field *field = &entry->field;

	field->secret = (param->flags & PARAM_SECRET) != 0;
	field->upper = (param->flags & PARAM_UPPER) != 0 || param->type == TYPE_PLATE;
	field->grouped = (param->flags & PARAM_GROUPED) != 0;
	field->strict = param->type == TYPE_INT || param->type == TYPE_CARD || field->grouped;
	field->digits = field->strict || param->type == TYPE_MONEY ||
			param->type == TYPE_QUANTITY || param->type == TYPE_DATE ||
			param->type == TYPE_MONTH || param->type == TYPE_STAMP ||
			param->type == TYPE_PHONE || param->type == TYPE_PLATE;
}

struct entry *
sheet_add(struct sheet *sheet, const struct param *param, const char *label)
{
	const int width = text_width(label) + ((param->flags & PARAM_MANDATORY) != 0 ? 2 : 0) + 2;
	const size_t tab = sheet->tab_count > 0 ? sheet->tab_count - 1 : 0;
	int *page_width = &sheet->tabs[tab].label_width;
	struct entry *entry;

	if (sheet->count == sheet->capacity)
		abort();
	entry = &sheet->entries[sheet->count++];
	*entry = (struct entry){ .param = param, .label = label, .before = "", .chosen = -1 };
	entry->tab = tab;
	if (param->type == TYPE_CHOICE || param->type == TYPE_LIST)
		take_words(sheet, entry);
	entry->look = look_of(entry);
	if (entry->look == LOOK_ANSWER)
		entry->chosen = ANSWER_NONE;
	field_init(&entry->field, sheet->arena, param->most + ROOM_FOR_MISTAKES, NULL);
	shape_field(entry);
	entry->hint = hint_of(sheet->app->scratch, app_lang(sheet->app), param);
	if (param->type == TYPE_MONEY)
		entry->note = param->flags & PARAM_RATE
				  ? "%"
				  : lang_text(app_lang(sheet->app), "form.unit.money");
	if (width > *page_width)
		*page_width = width > LABEL_MOST ? LABEL_MOST : width;
	if (*page_width < LABEL_LEAST)
		*page_width = LABEL_LEAST;
	if (param->standard != NULL)
		entry_set(entry, param->standard);
	return entry;
}

void
sheet_wipe(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++) {
		if (sheet->entries[i].field.secret)
			field_wipe(&sheet->entries[i].field);
	}
}

struct entry *
sheet_entry(const struct sheet *sheet, const char *name)
{
	for (size_t i = 0; i < sheet->count; i++) {
		if (strcmp(sheet->entries[i].param->name, name) == 0)
			return &sheet->entries[i];
	}
	return NULL;
}

struct entry *
sheet_focus(const struct sheet *sheet)
{
	return sheet->count == 0 ? NULL : &sheet->entries[sheet->focus];
}

static int
index_of(const struct entry *entry, const char *code)
{
	for (size_t i = 0; i < entry->all_count; i++) {
		if (strcmp(entry->all[i].value, code) == 0)
			return (int)i;
	}
	for (size_t i = 0; *code != '\0' && i < entry->all_count; i++) {
		if (text_equal_fold(entry->all[i].label, code)) /* as a file said it */
			return (int)i;
	}
	return -1;
}

/* The words value_parse knows, and the 0 and 1 of a row. */
static enum answer
answer_of(const char *text)
{
	if (text[0] == '\0')
		return ANSWER_NONE;
	return strchr("1oOyYjJ", text[0]) != NULL ? ANSWER_YES : ANSWER_NO;
}

bool
entry_typed(const struct entry *entry)
{
	return entry->look == LOOK_TEXT || entry->look == LOOK_RECORD || entry_several(entry) ||
	       entry->look == LOOK_FILE;
}

bool
entry_lists(const struct entry *entry)
{
	return entry->look == LOOK_CHOICE || entry_several(entry) || entry->look == LOOK_RECORD ||
	       entry->look == LOOK_FILE;
}

void
entry_set(struct entry *entry, const char *text)
{
	if (text == NULL)
		text = "";
	error_clear(&entry->error);
	switch (entry->look) {
	case LOOK_TEXT:
	case LOOK_RECORD:
	case LOOK_FILE:
		field_set(&entry->field, text);
		break;
	case LOOK_DIGITS:
	case LOOK_CHOICE:
		entry->chosen = index_of(entry, text);
		break;
	case LOOK_ANSWER:
		entry->chosen = (int)answer_of(text);
		break;
	case LOOK_SEVERAL:
		field_set(&entry->field, several_words(entry, entry->field.arena, text));
		break;
	case LOOK_KEYS:
		field_set(&entry->field, several_keys(entry->field.arena, text, ", "));
		break;
	case LOOK_ROWS:
		items_set(entry, text);
		break;
	}
}

const char *
entry_text(const struct entry *entry, struct arena *arena)
{
	switch (entry->look) {
	case LOOK_DIGITS:
	case LOOK_CHOICE:
		return entry->chosen < 0 ? "" : entry->all[entry->chosen].value;
	case LOOK_ANSWER:
		if (entry->chosen == ANSWER_NONE)
			return "";
		return entry->chosen == ANSWER_YES ? "yes" : "no";
	case LOOK_SEVERAL:
		return several_codes(entry, arena, entry->field.text);
	case LOOK_KEYS:
		return several_keys(arena, entry->field.text, ",");
	case LOOK_ROWS:
		return items_text(entry, arena);
	case LOOK_TEXT:
	case LOOK_RECORD:
	case LOOK_FILE:
		break;
	}
	return entry->field.text;
}

const char *
entry_words(const struct entry *entry, struct arena *arena)
{
	if (entry->field.secret)
		return "";
	if (entry->look == LOOK_SEVERAL)
		return several_words(entry, arena, entry_text(entry, arena));
	if ((entry->look == LOOK_DIGITS || entry->look == LOOK_CHOICE) && entry->chosen >= 0)
		return entry->all[entry->chosen].label;
	return entry_text(entry, arena);
}

bool
entry_changed(const struct entry *entry, struct arena *arena)
{
	return strcmp(entry_text(entry, arena), entry->before) != 0;
}

bool
sheet_touched(const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++) {
		if (entry_changed(&sheet->entries[i], sheet->app->scratch))
			return true;
	}
	return false;
}

bool
entry_missing(const struct entry *entry, struct arena *arena)
{
	return !entry->absent && (entry->param->flags & PARAM_MANDATORY) != 0 &&
	       entry_text(entry, arena)[0] == '\0';
}

size_t
sheet_missing(const struct sheet *sheet)
{
	size_t count = 0;

	for (size_t i = 0; i < sheet->count; i++)
		count += entry_missing(&sheet->entries[i], sheet->app->scratch);
	return count;
}

bool
sheet_complete(const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->count; i++) {
		const struct entry *entry = &sheet->entries[i];

		if (entry_missing(entry, sheet->app->scratch) ||
		    (!entry->absent && entry->error.status != STATUS_OK))
			return false;
	}
	return true;
}

void
sheet_recheck(struct sheet *sheet, struct entry *entry)
{
	const char *text = entry_text(entry, sheet->app->scratch);

	error_clear(&entry->error);
	if (text[0] == '\0' || sheet->check == NULL)
		return;
	sheet->check(sheet, entry, text, &entry->error);
}

/* In the message line an error names its field. */
static void
sheet_tell(struct sheet *sheet, const struct entry *entry)
{
	struct app *app = sheet->app;

	app_refuse(app, "form.field_error",
		   ARGS(ARG_TEXT("field", entry->label),
			ARG_TEXT("error", error_text(app->scratch, app_lang(app), &entry->error))));
}

bool
sheet_check(struct sheet *sheet)
{
	size_t first = sheet->count;

	sheet->checking = true;
	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		if (entry->absent)
			continue;
		sheet_recheck(sheet, entry);
		if (entry_missing(entry, sheet->app->scratch))
			error_set(&entry->error, STATUS_USAGE, entry->param->name,
				  "error.mandatory", NULL);
		if (entry->error.status != STATUS_OK && first == sheet->count)
			first = i;
	}
	sheet->checking = false;
	if (first == sheet->count)
		return true;
	sheet->focus = first;
	sheet_tell(sheet, &sheet->entries[first]);
	return false;
}

bool
sheet_fault(struct sheet *sheet, const struct error *error)
{
	struct entry *entry = error->param[0] == '\0' ? NULL : sheet_entry(sheet, error->param);

	if (entry == NULL || entry->absent)
		return false;
	entry->error = *error;
	sheet->focus = (size_t)(entry - sheet->entries);
	return true;
}
