/* How the two columns look: a heading with what was typed, a rule, the lines. */
#include "chooser.h"

#define WIDTH_MOST 80
#define HEAD 2  /* headings and a rule */
#define FRAME 2 /* upper and lower edge */
#define LEAST 3 /* lines; under 80x24 nothing is drawn */

int
chooser_height(const struct choosing *choosing)
{
	const int room = body_height() - FRAME - HEAD;
	const int most = room < LEAST ? LEAST : room;
	const struct offered *offered = &choosing->offered;

	if (offered->all == NULL || (int)offered->all_count > most)
		return most;
	return offered->all_count == 0 ? 1 : (int)offered->all_count;
}

static void
scroll(size_t *first, size_t focus, int rows)
{
	if (focus >= *first + (size_t)rows)
		*first = focus - (size_t)rows + 1;
	if (focus < *first)
		*first = focus;
}

struct column_place {
	int y, x, width;
	bool here; /* the column in focus */
};

static void
draw_line(const struct column_place *place, int line, const char *label, const char *state,
	  bool focused)
{
	const int aside = state == NULL ? 0 : text_width(state) + 1;
	const int y = place->y + HEAD + line;
	const enum style style = focused ? STYLE_FOCUS : state != NULL ? STYLE_DIM : STYLE_NORMAL;

	term_cell(y, place->x, place->width - aside, style, label, false, false);
	if (state != NULL)
		term_cell(y, place->x + place->width - aside, aside, style, state, true, false);
	if (focused)
		term_cursor(y, place->x);
}

static void
draw_heading(const struct choosing *choosing, enum side side, const struct column_place *place,
	     const char *count)
{
	struct arena *scratch = choosing->app->scratch;
	const struct field *words = &choosing->words[side];
	const char *narrowed = words->size == 0 ? "" : arena_format(scratch, "/%s", words->text);
	const int room =
	    text_width(narrowed) < place->width / 2 ? text_width(narrowed) : place->width / 2;

	term_text(place->y, place->x, place->width - room - (room > 0),
		  place->here ? STYLE_HEADING : STYLE_DIM,
		  arena_format(scratch, "%s (%s)", choosing->headings[side], count));
	if (room > 0)
		term_cell(place->y, place->x + place->width - room, room, STYLE_MATCH, narrowed,
			  false, true);
	term_rule(place->y + 1, place->x, place->width);
}

/* There is more above, or below. */
static void
draw_more(const struct column_place *place, int height, size_t first, size_t count)
{
	const int x = place->x + place->width;

	if (first > 0)
		term_text(place->y + HEAD, x, 1, STYLE_HEADING, "^");
	if (first + (size_t)height < count)
		term_text(place->y + HEAD + height - 1, x, 1, STYLE_HEADING, "v");
}

static void
draw_offered(struct choosing *choosing, const struct column_place *place)
{
	struct offered *offered = &choosing->offered;
	struct arena *scratch = choosing->app->scratch;
	const char *state = lang_text(app_lang(choosing->app), "chooser.taken_one");

	scroll(&offered->first, offered->focus, choosing->height);
	draw_heading(choosing, SIDE_OFFERED, place, offered_count(choosing, scratch));
	for (int line = 0; line < offered_lines(choosing); line++) {
		const struct choice choice = offered_at(choosing, scratch, line);
		const bool taken = chooser_taken(choosing, choice.value) < choosing->taken.count;

		draw_line(place, line, choice.label, taken ? state : NULL,
			  place->here && line == offered_focus(choosing));
	}
	if (offered->all != NULL)
		draw_more(place, choosing->height, offered->first, offered->count);
}

static void
draw_taken(struct choosing *choosing, const struct column_place *place)
{
	struct taken *taken = &choosing->taken;
	const char *count = arena_format(choosing->app->scratch, "%zu", taken->shown_count);

	scroll(&taken->first, taken->focus, choosing->height);
	draw_heading(choosing, SIDE_TAKEN, place, count);
	for (int line = 0; line < choosing->height; line++) {
		const size_t at = taken->first + (size_t)line;

		if (at < taken->shown_count)
			draw_line(place, line, taken->items[taken->shown[at]].label, NULL,
				  place->here && at == taken->focus);
	}
	draw_more(place, choosing->height, taken->first, taken->shown_count);
}

void
chooser_draw(struct app *app, struct pane *pane)
{
	struct choosing *choosing = pane->state;
	const int columns = term_columns();
	const int width = columns < WIDTH_MOST ? columns : WIDTH_MOST;
	const int height = choosing->height + FRAME + HEAD;
	const int half = (width - 5) / 2;
	const int x = (columns - width) / 2;
	const int y = BODY_TOP + (body_height() - height) / 2;

	(void)app;
	term_box(y, x, height, width, choosing->title);
	for (int side = SIDE_OFFERED; side <= SIDE_TAKEN; side++) {
		const struct column_place place = {
			.y = y + 1,
			.x = x + 2 + side * (half + 1),
			.width = half,
			.here = choosing->side == (enum side)side,
		};

		/* Of an empty column, where its first line would be. */
		if (place.here)
			term_cursor(place.y + HEAD, place.x);
		if (side == SIDE_OFFERED)
			draw_offered(choosing, &place);
		else
			draw_taken(choosing, &place);
	}
}
