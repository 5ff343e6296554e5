/* Two columns, what is available and what is taken: the columns of a list, fuels of a card, rights
 * and customers of a user.  Typing narrows the column in focus. */
#include "chooser.h"

#include <string.h>

#define WORDS_MOST 40

size_t
chooser_taken(const struct choosing *choosing, const char *value)
{
	const struct taken *taken = &choosing->taken;
	size_t at = 0;

	while (at < taken->count && strcmp(taken->items[at].value, value) != 0)
		at++;
	return at;
}

/* What is typed is in the label, word by word. */
static bool
matches(const struct choosing *choosing, enum side side, const char *label)
{
	struct arena *scratch = choosing->app->scratch;
	const char *words = text_fold(scratch, choosing->words[side].text);
	const char *within = arena_format(scratch, " %s", text_fold(scratch, label));

	while (*words != '\0') {
		const size_t size = strcspn(words, " ");
		const char *word = arena_format(scratch, " %.*s", (int)size, words);

		if (strstr(within, word) == NULL)
			return false;
		words += size + (words[size] != '\0');
	}
	return true;
}

static void
narrow_taken(struct choosing *choosing)
{
	struct taken *taken = &choosing->taken;

	taken->shown_count = 0;
	for (size_t i = 0; i < taken->count; i++) {
		if (matches(choosing, SIDE_TAKEN, taken->items[i].label))
			taken->shown[taken->shown_count++] = i;
	}
	if (taken->focus >= taken->shown_count)
		taken->focus = taken->shown_count == 0 ? 0 : taken->shown_count - 1;
}

static void
narrow_codes(struct choosing *choosing)
{
	struct offered *offered = &choosing->offered;

	offered->count = 0;
	for (size_t i = 0; i < offered->all_count; i++) {
		const struct choice *choice = &offered->all[i];

		if (chooser_taken(choosing, choice->value) == choosing->taken.count &&
		    matches(choosing, SIDE_OFFERED, choice->label))
			offered->shown[offered->count++] = i;
	}
	if (offered->focus >= offered->count)
		offered->focus = offered->count == 0 ? 0 : offered->count - 1;
}

/* Both columns, after a change. */
static void
narrow(struct choosing *choosing)
{
	narrow_taken(choosing);
	if (choosing->offered.all != NULL)
		narrow_codes(choosing);
}

/* --- from one to the other --- */

static void
grow(struct choosing *choosing)
{
	struct taken *taken = &choosing->taken;
	const size_t capacity = taken->capacity == 0 ? 32 : taken->capacity * 2;
	struct choice *items = arena_array(choosing->arena, capacity, sizeof *items);

	if (taken->count > 0)
		memcpy(items, taken->items, taken->count * sizeof *items);
	taken->items = items;
	taken->shown = arena_array(choosing->arena, capacity, sizeof *taken->shown);
	taken->capacity = capacity;
}

static size_t
place_in_all(const struct offered *offered, const char *value)
{
	size_t at = 0;

	while (at < offered->all_count && strcmp(offered->all[at].value, value) != 0)
		at++;
	return at;
}

/* Codes without an order of their own stand as in the whole. */
static size_t
place_of(const struct choosing *choosing, const char *value)
{
	const struct taken *taken = &choosing->taken;
	const struct offered *offered = &choosing->offered;
	size_t at = 0;

	if (choosing->ordered || offered->all == NULL)
		return taken->count;
	while (at < taken->count &&
	       place_in_all(offered, taken->items[at].value) < place_in_all(offered, value))
		at++;
	return at;
}

void
chooser_take(struct choosing *choosing, const struct choice *choice)
{
	struct taken *taken = &choosing->taken;
	size_t at;

	if (chooser_taken(choosing, choice->value) < taken->count)
		return;
	if (taken->count == taken->capacity)
		grow(choosing);
	at = place_of(choosing, choice->value);
	memmove(&taken->items[at + 1], &taken->items[at],
		(taken->count - at) * sizeof *taken->items);
	taken->items[at] = (struct choice){ .value = arena_copy(choosing->arena, choice->value),
					    .label = arena_copy(choosing->arena, choice->label) };
	taken->count++;
	taken->focus = at;
}

static void
give_back(struct choosing *choosing, size_t at)
{
	struct taken *taken = &choosing->taken;

	memmove(&taken->items[at], &taken->items[at + 1],
		(taken->count - at - 1) * sizeof *taken->items);
	taken->count--;
}

/* The one that was looked for is done: what is typed next looks for another. */
static void
words_used(struct choosing *choosing, int left)
{
	struct field *words = &choosing->words[choosing->side];

	if (left > 1 || words->size == 0)
		return;
	field_set(words, "");
	choosing->offered.stale |= choosing->side == SIDE_OFFERED;
}

static enum reaction
empty(const struct choosing *choosing)
{
	app_refuse(choosing->app,
		   choosing->words[choosing->side].size > 0 ? "tui.none_matches" : "chooser.empty",
		   NULL);
	return REDRAW;
}

/* A row that is taken already is given back by Space, not by the arrow that takes. */
static enum reaction
cross_offered(struct choosing *choosing, bool back)
{
	const int lines = offered_lines(choosing);
	struct choice choice;
	size_t at;

	if (!offered_current(choosing, choosing->app->scratch, &choice))
		return empty(choosing);
	at = chooser_taken(choosing, choice.value);
	if (at < choosing->taken.count && back)
		give_back(choosing, at);
	else
		chooser_take(choosing, &choice);
	words_used(choosing, lines);
	return REDRAW;
}

static enum reaction
cross_taken(struct choosing *choosing)
{
	const struct taken *taken = &choosing->taken;
	const int lines = (int)taken->shown_count;

	if (lines == 0)
		return empty(choosing);
	give_back(choosing, taken->shown[taken->focus]);
	words_used(choosing, lines);
	return REDRAW;
}

static enum reaction
cross(struct choosing *choosing, bool back)
{
	return choosing->side == SIDE_OFFERED ? cross_offered(choosing, back)
					      : cross_taken(choosing);
}

/* All that the left column shows; none of what the right one does. */
static enum reaction
take_all(struct choosing *choosing)
{
	if (offered_take_all(choosing)) {
		choosing->taken.focus = 0;
		words_used(choosing, 0);
	}
	return REDRAW;
}

static enum reaction
take_none(struct choosing *choosing)
{
	struct taken *taken = &choosing->taken;

	for (size_t i = taken->shown_count; i > 0; i--)
		give_back(choosing, taken->shown[i - 1]);
	return REDRAW;
}

static enum reaction
shift(struct choosing *choosing, int step)
{
	struct taken *taken = &choosing->taken;
	const size_t to = taken->focus + (size_t)step;
	struct choice item;

	if (choosing->side != SIDE_TAKEN || taken->shown_count < taken->count ||
	    taken->count == 0 || to >= taken->count)
		return REDRAW;
	item = taken->items[taken->focus];
	taken->items[taken->focus] = taken->items[to];
	taken->items[to] = item;
	taken->focus = to;
	return REDRAW;
}

static enum reaction
accept(struct choosing *choosing)
{
	const struct taken *taken = &choosing->taken;
	struct app *app = choosing->app;
	const char **values = arena_array(app->scratch, taken->count + 1, sizeof *values);

	for (size_t i = 0; i < taken->count; i++)
		values[i] = taken->items[i].value;
	return choosing->done(app, choosing->context, values) | CLOSE;
}

/* --- keys --- */

/* Esc leaves what was typed first, then the columns. */
static enum reaction
back(struct choosing *choosing)
{
	struct field *words = &choosing->words[choosing->side];

	if (words->size == 0)
		return CLOSE;
	field_set(words, "");
	choosing->offered.stale |= choosing->side == SIDE_OFFERED;
	return REDRAW;
}

static enum reaction
type(struct choosing *choosing, const struct key *key)
{
	if (field_key(&choosing->words[choosing->side], key) == STAY)
		return UNKNOWN;
	choosing->offered.stale |= choosing->side == SIDE_OFFERED;
	return REDRAW;
}

static enum reaction
sign(struct choosing *choosing, const struct key *key)
{
	switch (key->text[0]) {
	case ' ':
		return cross(choosing, true);
	case '*':
		return take_all(choosing);
	case '/': /* as in a list: what is typed narrows */
		return REDRAW;
	case '+':
		return choosing->ordered ? shift(choosing, -1) : UNKNOWN;
	case '-':
		return choosing->ordered ? shift(choosing, 1) : take_none(choosing);
	default:
		return type(choosing, key);
	}
}

static void
move_taken(struct choosing *choosing, enum action action)
{
	struct taken *taken = &choosing->taken;

	taken->focus =
	    chooser_moved(taken->focus, taken->shown_count, (size_t)choosing->height, action);
}

size_t
chooser_moved(size_t focus, size_t count, size_t page, enum action action)
{
	const size_t last = count == 0 ? 0 : count - 1;

	switch ((int)action) {
	case ACTION_UP:
		return focus - (focus > 0);
	case ACTION_DOWN:
		return focus + (focus < last);
	case ACTION_PAGE_UP:
		return focus < page ? 0 : focus - page;
	case ACTION_PAGE_DOWN:
		return focus + page > last ? last : focus + page;
	case ACTION_FIRST:
		return 0;
	default:
		return last;
	}
}

static enum reaction
press(struct choosing *choosing, const struct key *key)
{
	switch ((int)key->action) {
	case ACTION_BACK:
		return back(choosing);
	case ACTION_ACCEPT:
		return accept(choosing);
	case ACTION_NEXT:
	case ACTION_PREVIOUS:
		choosing->side = choosing->side == SIDE_OFFERED ? SIDE_TAKEN : SIDE_OFFERED;
		return REDRAW;
	case ACTION_RIGHT:
		return choosing->side == SIDE_OFFERED ? cross(choosing, false) : REDRAW;
	case ACTION_LEFT:
		return choosing->side == SIDE_TAKEN ? cross(choosing, false) : REDRAW;
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_FIRST:
	case ACTION_LAST:
		if (choosing->side == SIDE_TAKEN)
			move_taken(choosing, key->action);
		else
			offered_move(choosing, key->action);
		return REDRAW;
	case ACTION_ERASE_LEFT:
	case ACTION_ERASE_RIGHT:
	case ACTION_ERASE_LINE:
	case ACTION_ERASE_WORD:
		return type(choosing, key);
	case ACTION_NONE:
		return sign(choosing, key);
	default:
		return UNKNOWN;
	}
}

/* A key typed ahead acts on what will be shown. */
static enum reaction
chooser_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct choosing *choosing = pane->state;
	enum reaction reaction;

	(void)app;
	if (key->action != ACTION_NONE || strchr(" *", key->text[0]) != NULL)
		offered_read(choosing);
	reaction = press(choosing, key);
	if ((reaction & CLOSE) != CLOSE)
		narrow(choosing);
	return reaction;
}

static void
chooser_paste(struct app *app, struct pane *pane, const char *text)
{
	struct choosing *choosing = pane->state;

	(void)app;
	field_insert(&choosing->words[choosing->side], text);
	choosing->offered.stale |= choosing->side == SIDE_OFFERED;
	narrow(choosing);
}

static void
chooser_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct choosing *choosing = pane->state;
	const struct lang *lang = app_lang(app);

	offer_letter(offers, lang_text(lang, "chooser.keys.move"), lang_text(lang, "chooser.move"),
		     NULL, 0, NULL);
	offer_action_as(offers, ACTION_NEXT, lang_text(lang, "chooser.side"));
	offer_letter(offers, "*", lang_text(lang, "chooser.all"), NULL, 0, NULL);
	if (choosing->ordered)
		offer_letter(offers, "+ -", lang_text(lang, "chooser.order"), NULL, 0, NULL);
	else
		offer_letter(offers, "-", lang_text(lang, "chooser.none"), NULL, 0, NULL);
	offer_letter(offers, lang_text(lang, "picker.keys.letters"),
		     lang_text(lang, "picker.narrow"), NULL, 0, NULL);
	offer_action(offers, ACTION_ACCEPT);
	offer_action(offers, ACTION_BACK);
}

static void
chooser_prepare(struct app *app, struct pane *pane)
{
	struct choosing *choosing = pane->state;

	(void)app;
	offered_resize(choosing);
	offered_read(choosing);
}

static bool
chooser_reload(struct app *app, struct pane *pane)
{
	(void)app;
	return offered_reload(pane->state);
}

static bool
chooser_work(struct app *app, struct pane *pane, bool *differs)
{
	(void)app;
	return offered_work(pane->state, differs);
}

static void
chooser_close(struct app *app, struct pane *pane)
{
	struct choosing *choosing = pane->state;

	(void)app;
	if (choosing->offered.rows != NULL)
		rows_close(&choosing->offered.rows);
}

static const struct pane_ops chooser_ops = {
	.name = "chooser",
	.key = chooser_key,
	.draw = chooser_draw,
	.prepare = chooser_prepare,
	.reload = chooser_reload,
	.work = chooser_work,
	.close = chooser_close,
	.paste = chooser_paste,
	.offer = chooser_offer,
	.overlay = true,
};

/* --- opening --- */

static void
take_codes(struct choosing *choosing, const struct chooser *chooser)
{
	struct arena *arena = choosing->arena;
	struct choice *all = arena_array(arena, chooser->count + 1, sizeof *all);

	for (size_t i = 0; i < chooser->count; i++)
		all[i] = (struct choice){ .value = arena_copy(arena, chooser->all[i].value),
					  .label = arena_copy(arena, chooser->all[i].label) };
	choosing->offered.all = all;
	choosing->offered.all_count = chooser->count;
	choosing->offered.shown = arena_array(arena, chooser->count + 1, sizeof(size_t));
}

/* What was taken; of a code that is none any more nothing is kept. */
static void
take_taken(struct choosing *choosing, const char *const *taken)
{
	for (; taken != NULL && *taken != NULL; taken++) {
		const char *label = offered_label(choosing, *taken);

		if (label != NULL)
			chooser_take(choosing, &(struct choice){ .value = *taken, .label = label });
	}
	choosing->taken.focus = 0;
}

void
chooser_open(struct app *app, const struct chooser *chooser, chooser_done *done, void *context)
{
	struct pane *pane = app_push(app, &chooser_ops, sizeof(struct choosing));
	struct choosing *choosing = pane->state;
	struct arena *arena = pane->arena;

	*choosing = (struct choosing){
		.app = app,
		.arena = arena,
		.title = arena_copy(arena, chooser->title),
		.headings = { arena_copy(arena, chooser->left), arena_copy(arena, chooser->right) },
		.offered = { .screen = chooser->screen,
			     .filters = chooser->filters,
			     .stale = true },
		.ordered = chooser->ordered,
		.done = done,
		.context = context,
	};
	grow(choosing);
	for (int side = SIDE_OFFERED; side <= SIDE_TAKEN; side++)
		field_init(&choosing->words[side], arena, WORDS_MOST, NULL);
	if (chooser->screen == NULL)
		take_codes(choosing, chooser);
	take_taken(choosing, chooser->taken);
	narrow(choosing);
	if (choosing->offered.all != NULL && choosing->offered.count == 0)
		choosing->side = SIDE_TAKEN;
	pane->input = true;
}
