/* "État au": a card as it was at a moment, field by field beside what it is (AUD-03). */
#include "record.h"

#include <guichet/past.h>
#include <string.h>

#define ROW_HEADING (BODY_TOP + 1)
#define ROW_FIELDS (BODY_TOP + 2)
#define MARK 2
#define LABEL 26

struct past_pane {
	struct past past;
	const struct past_field **shown; /* those that hold something, then or now */
	size_t count, focus, first;
	const char *note; /* how much has changed, or what the audit does not reach */
};

static int
height(void)
{
	return body_bottom() - ROW_FIELDS > 0 ? body_bottom() - ROW_FIELDS : 1;
}

static enum reaction
move(struct past_pane *pane, long step)
{
	const long last = (long)pane->count - 1;
	long to = (long)pane->focus + step;
	to = to > last ? last : to;
	pane->focus = to < 0 ? 0 : (size_t)to;
	if (pane->focus < pane->first)
		pane->first = pane->focus;
	if (pane->focus >= pane->first + (size_t)height())
		pane->first = pane->focus - (size_t)height() + 1;
	return REDRAW;
}

static enum reaction
past_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct past_pane *state = pane->state;
	(void)app;
	switch ((int)key->action) {
	case ACTION_UP:
		return move(state, -1);
	case ACTION_DOWN:
		return move(state, 1);
	case ACTION_PAGE_UP:
		return move(state, -height());
	case ACTION_PAGE_DOWN:
		return move(state, height());
	case ACTION_FIRST:
		return move(state, -(long)state->count);
	case ACTION_LAST:
		return move(state, (long)state->count);
	case ACTION_ACCEPT:
		return STAY;
	case ACTION_BACK:
		return CLOSE;
	default:
		return UNKNOWN;
	}
}

static void
draw_field(struct app *app, const struct past_pane *state, const struct past_field *field, int y,
	   bool focused)
{
	const struct lang *lang = app_lang(app);
	const int width = (term_columns() - MARK - LABEL) / 2 - 1;
	const int x = MARK + LABEL;
	const enum style style = focused          ? STYLE_FOCUS
				 : field->changed ? STYLE_WARNING
						  : STYLE_NORMAL;
	term_text(y, 0, 1, STYLE_WARNING, field->changed ? "*" : "");
	term_cell(y, MARK, LABEL - 1, focused ? STYLE_FOCUS : STYLE_DIM,
		  column_label(lang, state->past.screen, field->column), false, false);
	term_cell(y, x, width, style, value_format(app->scratch, lang, &field->then), false,
		  field->column->type == TYPE_CARD);
	term_cell(y, x + width + 1, width, style, value_format(app->scratch, lang, &field->now),
		  false, field->column->type == TYPE_CARD);
	if (focused)
		term_cursor(y, MARK);
}

static void
past_draw(struct app *app, struct pane *pane)
{
	struct past_pane *state = pane->state;
	const struct lang *lang = app_lang(app);
	const int width = (term_columns() - MARK - LABEL) / 2 - 1;
	const int x = MARK + LABEL;
	move(state, 0); /* the screen may have been made lower */
	term_text(BODY_TOP, MARK, term_columns() - MARK,
		  state->past.known == PAST_TOLD ? STYLE_NORMAL : STYLE_WARNING, state->note);
	term_text(ROW_HEADING, MARK, LABEL - 1, STYLE_HEADING, lang_text(lang, "past.field"));
	term_text(ROW_HEADING, x, width, STYLE_HEADING, lang_text(lang, "past.then"));
	term_text(ROW_HEADING, x + width + 1, width, STYLE_HEADING, lang_text(lang, "past.now"));
	for (size_t i = 0; i < (size_t)height() && state->first + i < state->count; i++)
		draw_field(app, state, state->shown[state->first + i], ROW_FIELDS + (int)i,
			   state->first + i == state->focus);
}

static void
past_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)app;
	(void)pane;
	offer_action(offers, ACTION_BACK);
	offer_action(offers, ACTION_DOWN);
	offer_action(offers, ACTION_PAGE_DOWN);
	offer_action(offers, ACTION_PAGE_UP);
	offer_action(offers, ACTION_FIRST);
	offer_action(offers, ACTION_LAST);
}

static const struct pane_ops past_ops = {
	.name = "past",
	.key = past_key,
	.draw = past_draw,
	.offer = past_offer,
};

static void
show(struct app *app, const struct screen *screen, const char *number, const char *at,
     struct error *error)
{
	const struct lang *lang = app_lang(app);
	struct pane *pane = app_push(app, &past_ops, sizeof(struct past_pane));
	struct past_pane *state = pane->state;
	struct past *past = &state->past;
	if (past_card(app->session, screen, number, at, pane->arena, past, error) != STATUS_OK) {
		app_pop(app, pane);
		app_error(app, error);
		return;
	}
	state->shown = arena_array(pane->arena, past->count + 1, sizeof(struct past_field *));
	for (size_t i = 0; i < past->count; i++) {
		const struct past_field *field = &past->fields[i];
		if (field->then.known || field->now.known)
			state->shown[state->count++] = field;
	}
	const struct arg *args =
	    ARGS(ARG_CARD("card", number), ARG_STAMP("at", past->at),
		 ARG_STAMP("since", past->since), ARG_INT("count", (int64_t)past->changed));
	const char *note = past->known == PAST_UNTOLD   ? "past.untold"
			   : past->known == PAST_SILENT ? "past.silent"
			   : past->changed > 0          ? "past.changed"
							: "past.same";
	pane->title = lang_format(pane->arena, lang, "past.title", args);
	state->note = lang_format(pane->arena, lang, note, args);
}

static enum reaction
asked_for(struct app *app, void *context, const char *text)
{
	const struct record_pane *record = context;
	struct error error = { .status = STATUS_OK };
	struct value at;
	const char *key = NULL;
	if (!value_parse(app->scratch, TYPE_STAMP, text, &at, &key)) {
		app_refuse(app, key, ARGS(ARG_TEXT("value", text)));
		return REDRAW;
	}
	if (at.known && record_row(record))
		show(app, record->screen, record_row(record)->key, at.text, &error);
	return REDRAW;
}

bool
past_offered(const struct record_pane *record)
{
	return strcmp(record->screen->name, "card") == 0 && record_row(record) != NULL;
}

enum reaction
past_ask(struct app *app, struct record_pane *record)
{
	ask_line(app, lang_text(app_lang(app), "past.ask"), "", 20, asked_for, record);
	return REDRAW;
}
