/* Two columns, what is available and what is taken: the columns of a list, fuels of a card. */
#include "tui.h"

#include <string.h>

#define WIDTH_MOST 76
#define HEAD 2 /* headings and a rule */

struct side {
	size_t *items; /* places in all */
	size_t count, focus, first;
};

struct choosing {
	const char *title;
	const char *headings[2];
	struct choice *all;
	size_t all_count;
	struct side sides[2]; /* available, taken */
	int side;
	bool ordered, changed;
	chooser_done *done;
	void *context;
};

enum { AVAILABLE, TAKEN };

static void
keep_focus(struct side *side)
{
	if (side->focus >= side->count)
		side->focus = side->count == 0 ? 0 : side->count - 1;
}

static void
take_out(struct side *side, size_t at)
{
	memmove(&side->items[at], &side->items[at + 1],
		(side->count - at - 1) * sizeof *side->items);
	side->count--;
	keep_focus(side);
}

static void
put_in(struct side *side, size_t item, size_t at)
{
	memmove(&side->items[at + 1], &side->items[at], (side->count - at) * sizeof *side->items);
	side->items[at] = item;
	side->count++;
}

/* What comes back to the available ones, or is not ordered, stands in the order of the whole. */
static size_t
place_of(const struct side *side, size_t item)
{
	size_t at = 0;

	while (at < side->count && side->items[at] < item)
		at++;
	return at;
}

static enum reaction
cross(struct app *app, struct choosing *choosing)
{
	struct side *from = &choosing->sides[choosing->side];
	struct side *to = &choosing->sides[!choosing->side];
	size_t item;
	size_t at;

	if (from->count == 0) {
		app_refuse(app, "chooser.empty", NULL);
		return REDRAW;
	}
	item = from->items[from->focus];
	take_out(from, from->focus);
	at = choosing->ordered && choosing->side == AVAILABLE ? to->count : place_of(to, item);
	put_in(to, item, at);
	to->focus = at;
	choosing->changed = true;
	return REDRAW;
}

static enum reaction
shift(struct choosing *choosing, int step)
{
	struct side *side = &choosing->sides[TAKEN];
	const size_t at = side->focus;
	const size_t to = at + (size_t)step;
	size_t item;

	if (!choosing->ordered || choosing->side != TAKEN || side->count == 0 || to >= side->count)
		return REDRAW;
	item = side->items[at];
	side->items[at] = side->items[to];
	side->items[to] = item;
	side->focus = to;
	choosing->changed = true;
	return REDRAW;
}

static enum reaction
accept(struct app *app, struct choosing *choosing)
{
	const struct side *side = &choosing->sides[TAKEN];
	const char **taken = arena_array(app->scratch, side->count + 1, sizeof *taken);

	for (size_t i = 0; i < side->count; i++)
		taken[i] = choosing->all[side->items[i]].value;
	return choosing->done(app, choosing->context, taken) | CLOSE;
}

static void
move(struct side *side, enum action action)
{
	const size_t last = side->count == 0 ? 0 : side->count - 1;
	const size_t page = (size_t)body_height() - 5;

	switch ((int)action) {
	case ACTION_UP:
		side->focus -= side->focus > 0;
		break;
	case ACTION_DOWN:
		side->focus += side->focus < last;
		break;
	case ACTION_PAGE_UP:
		side->focus = side->focus < page ? 0 : side->focus - page;
		break;
	case ACTION_PAGE_DOWN:
		side->focus = side->focus + page > last ? last : side->focus + page;
		break;
	case ACTION_FIRST:
		side->focus = 0;
		break;
	default:
		side->focus = last;
		break;
	}
}

/* A letter goes to the next one that begins with it. */
static enum reaction
letter(struct app *app, struct choosing *choosing, const char *text)
{
	struct side *side = &choosing->sides[choosing->side];
	const char *wanted = text_fold(app->scratch, text);
	const size_t size = strlen(wanted);

	for (size_t i = 1; size > 0 && i <= side->count; i++) {
		const size_t at = (side->focus + i) % side->count;

		const char *label = choosing->all[side->items[at]].label;

		if (strncmp(text_fold(app->scratch, label), wanted, size) == 0) {
			side->focus = at;
			return REDRAW;
		}
	}
	return UNKNOWN;
}

static enum reaction
chooser_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct choosing *choosing = pane->state;

	switch ((int)key->action) {
	case ACTION_BACK:
		return CLOSE;
	case ACTION_ACCEPT:
		return accept(app, choosing);
	case ACTION_NEXT:
	case ACTION_PREVIOUS:
		choosing->side = !choosing->side;
		return REDRAW;
	case ACTION_RIGHT:
		return choosing->side == AVAILABLE ? cross(app, choosing) : REDRAW;
	case ACTION_LEFT:
		return choosing->side == TAKEN ? cross(app, choosing) : REDRAW;
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
	case ACTION_FIRST:
	case ACTION_LAST:
		move(&choosing->sides[choosing->side], key->action);
		return REDRAW;
	case ACTION_NONE:
		break;
	default:
		return UNKNOWN;
	}
	if (strcmp(key->text, " ") == 0)
		return cross(app, choosing);
	if (strcmp(key->text, "+") == 0)
		return shift(choosing, -1);
	if (strcmp(key->text, "-") == 0)
		return shift(choosing, 1);
	return letter(app, choosing, key->text);
}

/* --- how it looks --- */

static void
draw_side(const struct choosing *choosing, int which, int y, int x, int rows, int width)
{
	struct side side = choosing->sides[which];
	const bool here = choosing->side == which;

	for (int i = 0; i < rows && side.first + (size_t)i < side.count; i++) {
		const size_t at = side.first + (size_t)i;
		const bool focused = here && at == side.focus;

		term_cell(y + i, x, width, focused ? STYLE_FOCUS : STYLE_NORMAL,
			  choosing->all[side.items[at]].label, false, false);
		if (focused)
			term_cursor(y + i, x);
	}
	if (here && side.count == 0)
		term_cursor(y, x);
}

static void
scroll(struct side *side, int rows)
{
	if (side->focus >= side->first + (size_t)rows)
		side->first = side->focus - (size_t)rows + 1;
	if (side->focus < side->first)
		side->first = side->focus;
}

static void
chooser_draw(struct app *app, struct pane *pane)
{
	struct choosing *choosing = pane->state;
	const int columns = term_columns();
	const int width = columns < WIDTH_MOST ? columns : WIDTH_MOST;
	const int half = (width - 5) / 2;
	const int most = body_height() - 2 - HEAD;
	const int rows = (int)choosing->all_count < most ? (int)choosing->all_count : most;
	const int x = (columns - width) / 2;
	const int y = BODY_TOP + (body_height() - rows - 2 - HEAD) / 2;

	term_box(y, x, rows + 2 + HEAD, width, choosing->title);
	for (int which = AVAILABLE; which <= TAKEN; which++) {
		struct side *side = &choosing->sides[which];
		const int left = x + 2 + which * (half + 1);
		const char *heading =
		    arena_format(app->scratch, "%s (%zu)", choosing->headings[which], side->count);

		scroll(side, rows);
		term_text(y + 1, left, half, which == choosing->side ? STYLE_HEADING : STYLE_DIM,
			  heading);
		term_rule(y + 2, left, half);
		draw_side(choosing, which, y + 1 + HEAD, left, rows, half);
	}
}

static void
chooser_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct choosing *choosing = pane->state;
	const struct lang *lang = app_lang(app);

	offer_letter(offers, lang_text(lang, "chooser.keys.move"), lang_text(lang, "chooser.move"),
		     NULL, 0, NULL);
	offer_action_as(offers, ACTION_NEXT, lang_text(lang, "chooser.side"));
	if (choosing->ordered)
		offer_letter(offers, "+ -", lang_text(lang, "chooser.order"), NULL, 0, NULL);
	offer_action(offers, ACTION_ACCEPT);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops chooser_ops = {
	.name = "chooser",
	.key = chooser_key,
	.draw = chooser_draw,
	.offer = chooser_offer,
	.overlay = true,
};

static bool
taken_already(const struct choosing *choosing, size_t item)
{
	const struct side *side = &choosing->sides[TAKEN];

	for (size_t i = 0; i < side->count; i++) {
		if (side->items[i] == item)
			return true;
	}
	return false;
}

static void
fill_sides(struct choosing *choosing, const char *const *taken)
{
	struct side *right = &choosing->sides[TAKEN];
	struct side *left = &choosing->sides[AVAILABLE];

	for (size_t i = 0; taken != NULL && taken[i] != NULL; i++) {
		for (size_t j = 0; j < choosing->all_count; j++) {
			if (strcmp(choosing->all[j].value, taken[i]) == 0 &&
			    !taken_already(choosing, j))
				right->items[right->count++] = j;
		}
	}
	for (size_t j = 0; j < choosing->all_count; j++) {
		if (!taken_already(choosing, j))
			left->items[left->count++] = j;
	}
}

void
chooser_open(struct app *app, const struct chooser *chooser, chooser_done *done, void *context)
{
	struct pane *pane = app_push(app, &chooser_ops, sizeof(struct choosing));
	struct choosing *choosing = pane->state;
	struct arena *arena = pane->arena;

	*choosing = (struct choosing){
		.title = arena_copy(arena, chooser->title),
		.headings = { arena_copy(arena, chooser->left), arena_copy(arena, chooser->right) },
		.all = arena_array(arena, chooser->count + 1, sizeof(struct choice)),
		.all_count = chooser->count,
		.ordered = chooser->ordered,
		.done = done,
		.context = context,
	};
	for (size_t i = 0; i < chooser->count; i++)
		choosing->all[i] =
		    (struct choice){ .value = arena_copy(arena, chooser->all[i].value),
				     .label = arena_copy(arena, chooser->all[i].label) };
	for (int which = AVAILABLE; which <= TAKEN; which++)
		choosing->sides[which].items =
		    arena_array(arena, chooser->count + 1, sizeof *choosing->sides[which].items);
	fill_sides(choosing, chooser->taken);
	if (choosing->sides[AVAILABLE].count == 0)
		choosing->side = TAKEN;
	pane->input = true;
}
