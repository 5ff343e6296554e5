/* What keys do to the fields of a form. */
#include "form.h"

#include <string.h>

#define PAGE 8

/* A choice made with one key goes on to the next field. */
void
sheet_advance(struct sheet *sheet)
{
	const size_t next = sheet_next(sheet, sheet->focus, 1, false);

	if (next > sheet->focus)
		sheet_go(sheet, next);
}

static enum reaction
cycle(struct sheet *sheet, struct entry *entry, int step)
{
	const int count = (int)entry->all_count;

	if (count == 0)
		return REDRAW;
	if (entry->chosen < 0)
		entry->chosen = step > 0 ? 0 : count - 1;
	else
		entry->chosen = (entry->chosen + step + count) % count;
	field_set(&entry->field, "");
	sheet_changed(sheet, entry);
	return REDRAW;
}

static enum reaction
clear_choice(struct sheet *sheet, struct entry *entry)
{
	entry_set(entry, "");
	field_set(&entry->field, "");
	sheet_changed(sheet, entry);
	return REDRAW;
}

static bool
erases(const struct key *key)
{
	return key->action == ACTION_ERASE_LEFT || key->action == ACTION_ERASE_RIGHT ||
	       key->action == ACTION_ERASE_LINE || key->action == ACTION_ERASE_WORD;
}

static enum reaction
digits_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	const int digit = key_digit(key) - '0';

	if (key->action == ACTION_LEFT || key->action == ACTION_RIGHT)
		return cycle(sheet, entry, key->action == ACTION_LEFT ? -1 : 1);
	if (erases(key))
		return clear_choice(sheet, entry);
	if (key->action != ACTION_NONE)
		return STAY;
	if (digit < 1 || digit > (int)entry->all_count)
		return UNKNOWN;
	entry->chosen = digit - 1;
	sheet_changed(sheet, entry);
	sheet_advance(sheet);
	return REDRAW;
}

static enum reaction
answer_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	const enum answer answer = key_answer(key);
	const bool turn = key->action == ACTION_LEFT || key->action == ACTION_RIGHT;

	if (turn || strcmp(key->text, " ") == 0) {
		entry->chosen = entry->chosen == ANSWER_YES ? ANSWER_NO : ANSWER_YES;
		sheet_changed(sheet, entry);
		return REDRAW;
	}
	if (erases(key))
		return clear_choice(sheet, entry);
	if (key->action != ACTION_NONE)
		return STAY;
	if (answer == ANSWER_NONE)
		return UNKNOWN;
	entry->chosen = (int)answer;
	sheet_changed(sheet, entry);
	sheet_advance(sheet);
	return REDRAW;
}

/* The next choice, from the chosen one on, that begins so; -1. */
static int
beginning(const struct sheet *sheet, const struct entry *entry, const char *text, int from)
{
	const char *wanted = text_fold(sheet->app->scratch, text);
	const int count = (int)entry->all_count;

	for (int i = 0; wanted[0] != '\0' && i < count; i++) {
		const int at = (from + i) % count;
		const char *word = text_fold(sheet->app->scratch, entry->all[at].label);

		if (strncmp(word, wanted, strlen(wanted)) == 0)
			return at;
	}
	return -1;
}

/* Letters go to the choice that begins with all of them, or with the last one: the next such. */
static enum reaction
letter(struct sheet *sheet, struct entry *entry, const char *text)
{
	const char *letters = arena_format(sheet->app->scratch, "%s%s", entry->field.text, text);
	const int here = entry->chosen < 0 ? 0 : entry->chosen;
	int at = entry->field.size == 0 ? -1 : beginning(sheet, entry, letters, here);

	if (at < 0) {
		letters = text;
		at = beginning(sheet, entry, letters, entry->chosen + 1);
	}
	if (at < 0)
		return UNKNOWN;
	field_set(&entry->field, letters);
	entry->chosen = at;
	sheet_changed(sheet, entry);
	return REDRAW;
}

static enum reaction
choice_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	if (key->action == ACTION_LEFT || key->action == ACTION_RIGHT)
		return cycle(sheet, entry, key->action == ACTION_LEFT ? -1 : 1);
	if (erases(key))
		return clear_choice(sheet, entry);
	if (key->action != ACTION_NONE)
		return STAY;
	if (strcmp(key->text, " ") == 0) {
		sheet_choose(sheet);
		return REDRAW;
	}
	return letter(sheet, entry, key->text);
}

static enum reaction
text_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	const size_t size = entry->field.size;
	const char *before = arena_copy(sheet->app->scratch, entry->field.text);
	const enum reaction reaction = field_key(&entry->field, key);

	if (size != entry->field.size || strcmp(before, entry->field.text) != 0)
		sheet_changed(sheet, entry);
	return reaction;
}

static enum reaction
entry_key(struct sheet *sheet, struct entry *entry, const struct key *key)
{
	switch (entry->look) {
	case LOOK_DIGITS:
		return digits_key(sheet, entry, key);
	case LOOK_ANSWER:
		return answer_key(sheet, entry, key);
	case LOOK_CHOICE:
		return choice_key(sheet, entry, key);
	case LOOK_ROWS:
		return items_key(sheet, entry, key);
	case LOOK_SEVERAL:
	case LOOK_KEYS:
	case LOOK_TEXT:
	case LOOK_RECORD:
	case LOOK_FILE:
		break;
	}
	return text_key(sheet, entry, key);
}

/* Fields that are there; fewer when there is no more. */
static size_t
stride(const struct sheet *sheet, int step, int count)
{
	size_t at = sheet->focus;

	while (count-- > 0)
		at = sheet_next(sheet, at, step, true);
	return at;
}

static enum reaction
page(struct sheet *sheet, int step)
{
	if (sheet->tab_count > 1)
		return sheet_turn(sheet, step);
	sheet_go(sheet, stride(sheet, step, PAGE));
	return REDRAW;
}

static enum reaction
move_key(struct sheet *sheet, const struct key *key)
{
	switch ((int)key->action) {
	case ACTION_NEXT:
		sheet_go(sheet, sheet_next(sheet, sheet->focus, 1, false));
		return REDRAW;
	case ACTION_PREVIOUS:
		sheet_go(sheet, sheet_next(sheet, sheet->focus, -1, false));
		return REDRAW;
	case ACTION_UP:
		sheet_go(sheet, stride(sheet, -1, 1));
		return REDRAW;
	case ACTION_DOWN:
		if (entry_lists(sheet_focus(sheet)))
			sheet_choose(sheet);
		else
			sheet_go(sheet, stride(sheet, 1, 1));
		return REDRAW;
	case ACTION_PAGE_UP:
		return page(sheet, -1);
	case ACTION_PAGE_DOWN:
		return page(sheet, 1);
	case ACTION_CHOICES:
		if (!sheet_choose(sheet))
			app_refuse(sheet->app, "form.no_list", NULL);
		return REDRAW;
	default:
		return STAY;
	}
}

enum reaction
sheet_key(struct sheet *sheet, const struct key *key)
{
	enum reaction reaction;

	if (sheet->count == 0)
		return STAY;
	reaction = entry_key(sheet, sheet_focus(sheet), key);
	return reaction == STAY ? move_key(sheet, key) : reaction;
}

void
sheet_paste(struct sheet *sheet, const char *text)
{
	struct entry *entry = sheet_focus(sheet);

	if (entry == NULL || !entry_typed(entry)) {
		app_refuse(sheet->app, "form.not_pasted", NULL);
		return;
	}
	field_insert(&entry->field, text);
	sheet_changed(sheet, entry);
}

void
sheet_offer(const struct sheet *sheet, struct offers *offers)
{
	const struct lang *lang = app_lang(sheet->app);
	const struct entry *entry = sheet_focus(sheet);

	if (entry == NULL)
		return;
	if (entry->look == LOOK_DIGITS) {
		const char *keys = arena_format(sheet->app->scratch, "1-%zu", entry->all_count);

		offer_letter(offers, keys, entry->label, NULL, 0, NULL);
	}
	if (entry->look == LOOK_ANSWER)
		offer_letter(offers, lang_text(lang, "form.keys.answer"), entry->label, NULL, 0,
			     NULL);
	if (entry->look == LOOK_ROWS)
		items_offer(sheet, entry, offers);
	if (entry_lists(entry))
		offer_action(offers, ACTION_CHOICES);
	if (sheet->count > 1)
		offer_action(offers, ACTION_NEXT);
	if (sheet->tab_count > 1) {
		offer_action_as(offers, ACTION_PAGE_DOWN, lang_text(lang, "form.tab_next"));
		offer_action_as(offers, ACTION_PAGE_UP, lang_text(lang, "form.tab_previous"));
	}
}
