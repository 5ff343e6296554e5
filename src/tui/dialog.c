/* Questions in a box.  Enter alone never says yes (R1). */
#include "tui.h"

#include <stdlib.h>
#include <string.h>

#define BOX_WIDTH 72
#define LINE_BOX_HEIGHT 3
#define COUNT_DIGITS 6

enum kind { KIND_YES, KIND_DIGIT, KIND_TELL };

struct asking {
	enum kind kind;
	struct question question;
	size_t choice_count;
	struct field answer; /* the count */
	int scroll;
};

static const char *const *
copy_lines(struct arena *arena, const char *const *lines, size_t count)
{
	const char **copy = arena_array(arena, count + 1, sizeof *copy);

	for (size_t i = 0; i < count; i++)
		copy[i] = arena_copy(arena, lines[i]);
	return copy;
}

/* --- how it looks --- */

struct brush {
	struct arena *scratch;
	int y, x, width, height; /* height below 0: only counted */
	int line;                /* of the text; drawn from scroll on */
	int scroll;
};

static void
paint(struct brush *brush, const char *text, enum style style)
{
	size_t count = 0;
	const char *const *lines = text_wrap(brush->scratch, text, brush->width, &count);

	if (count == 0)
		brush->line++;
	for (size_t i = 0; i < count; i++) {
		const int line = brush->line++ - brush->scroll;

		if (line >= 0 && line < brush->height)
			term_text(brush->y + line, brush->x, brush->width, style, lines[i]);
	}
}

static void
paint_all(const struct asking *asking, struct brush *brush)
{
	const struct question *question = &asking->question;

	for (size_t i = 0; i < question->line_count; i++)
		paint(brush, question->lines[i], STYLE_NORMAL);
	for (size_t i = 0; i < question->warning_count; i++)
		paint(brush, question->warnings[i], STYLE_WARNING);
	if (asking->choice_count > 0 && question->line_count + question->warning_count > 0)
		brush->line++;
	for (size_t i = 0; i < asking->choice_count; i++)
		paint(brush, arena_format(brush->scratch, "%zu  %s", i + 1, question->choices[i]),
		      STYLE_NORMAL);
}

static const char *
prompt(struct app *app, const struct asking *asking)
{
	const struct lang *lang = app_lang(app);

	if (asking->question.prompt != NULL)
		return asking->question.prompt;
	if (asking->kind == KIND_TELL)
		return lang_text(lang, "dialog.close");
	if (asking->kind == KIND_DIGIT)
		return lang_text(lang, "dialog.choose");
	if (asking->question.count > 1)
		return lang_format(app->scratch, lang, "form.ask_count",
				   ARGS(ARG_INT("count", asking->question.count)));
	return lang_text(lang, "form.ask");
}

static void
draw_prompt(struct app *app, struct asking *asking, int y, int x, int width)
{
	const int used =
	    term_text(y, x, width - COUNT_DIGITS - 3, STYLE_HEADING, prompt(app, asking)) + 2;
	const int place = asking->question.count > 1 ? COUNT_DIGITS : 1;

	if (asking->kind == KIND_TELL) {
		term_cursor(y, x);
		return;
	}
	term_text(y, x + used - 1, 1, STYLE_DIM, "[");
	field_draw(&asking->answer, y, x + used, place, true);
	term_text(y, x + used + place, 1, STYLE_DIM, "]");
}

static void
asking_draw(struct app *app, struct pane *pane)
{
	struct asking *asking = pane->state;
	const int columns = term_columns();
	const int width = columns < BOX_WIDTH ? columns : BOX_WIDTH;
	const int most = body_bottom() - BODY_TOP;
	struct brush brush = { .scratch = app->scratch,
			       .width = width - 4,
			       .height = -1,
			       .x = (columns - width) / 2 + 2 };
	int height;
	int top;

	paint_all(asking, &brush);
	height = brush.line + 4 < most ? brush.line + 4 : most;
	if (asking->scroll > brush.line - (height - 4))
		asking->scroll = brush.line - (height - 4);
	top = BODY_TOP + (most - height) / 2;
	term_box(top, brush.x - 2, height, width, asking->question.title);
	brush.y = top + 1;
	brush.height = height - 4;
	brush.scroll = asking->scroll;
	brush.line = 0;
	paint_all(asking, &brush);
	draw_prompt(app, asking, top + height - 2, brush.x, width - 4);
}

/* --- keys --- */

static enum reaction
answered(struct app *app, const struct asking *asking, int answer)
{
	if (asking->question.done == NULL)
		return CLOSE;
	return asking->question.done(app, asking->question.context, answer) | CLOSE;
}

static enum reaction
count_key(struct app *app, struct asking *asking, const struct key *key)
{
	enum reaction reaction;

	if (key->action != ACTION_ACCEPT) {
		reaction = field_key(&asking->answer, key);
		return reaction == STAY ? UNKNOWN : reaction;
	}
	if (strtoll(asking->answer.text, NULL, 10) == asking->question.count)
		return answered(app, asking, 0);
	field_set(&asking->answer, "");
	app_refuse(app, "form.wrong_count", ARGS(ARG_INT("count", asking->question.count)));
	return REDRAW;
}

static enum reaction
yes_key(struct app *app, struct asking *asking, const struct key *key)
{
	const enum answer answer = key_answer(key);

	if (answer == ANSWER_NO)
		return CLOSE;
	if (asking->question.count > 1)
		return count_key(app, asking, key);
	if (answer == ANSWER_YES)
		return answered(app, asking, 0);
	if (key->action != ACTION_ACCEPT)
		return UNKNOWN;
	app_refuse(app, "form.type_yes", NULL);
	return REDRAW;
}

static enum reaction
digit_key(struct app *app, struct asking *asking, const struct key *key)
{
	const int digit = key_digit(key) - '0';

	if (digit >= 1 && digit <= (int)asking->choice_count)
		return answered(app, asking, digit - 1);
	if (key->action != ACTION_ACCEPT)
		return UNKNOWN;
	app_refuse(app, "dialog.type_digit", ARGS(ARG_INT("most", (int64_t)asking->choice_count)));
	return REDRAW;
}

static bool
scroll_key(struct asking *asking, const struct key *key)
{
	const int page = body_height() - 5;
	int step = 0;

	if (key->action == ACTION_UP)
		step = -1;
	else if (key->action == ACTION_DOWN)
		step = 1;
	else if (key->action == ACTION_PAGE_UP)
		step = -page;
	else if (key->action == ACTION_PAGE_DOWN)
		step = page;
	asking->scroll += step;
	if (asking->scroll < 0)
		asking->scroll = 0;
	return step != 0;
}

static enum reaction
asking_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct asking *asking = pane->state;

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (scroll_key(asking, key))
		return REDRAW;
	switch (asking->kind) {
	case KIND_YES:
		return yes_key(app, asking, key);
	case KIND_DIGIT:
		return digit_key(app, asking, key);
	case KIND_TELL:
		break;
	}
	return key->action == ACTION_ACCEPT ? CLOSE : UNKNOWN;
}

static void
asking_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct asking *asking = pane->state;
	const struct lang *lang = app_lang(app);

	if (asking->kind == KIND_DIGIT)
		offer_letter(offers, arena_format(app->scratch, "1-%zu", asking->choice_count),
			     lang_text(lang, "dialog.choose"), NULL, 0, NULL);
	if (asking->kind == KIND_YES && asking->question.count <= 1)
		offer_letter(offers, lang_text(lang, "form.keys.yes"), lang_text(lang, "form.yes"),
			     NULL, 0, NULL);
	if (asking->kind == KIND_YES)
		offer_letter(offers, "n", lang_text(lang, "form.no"), NULL, 0, NULL);
	if (asking->kind == KIND_TELL || asking->question.count > 1)
		offer_action(offers, ACTION_ACCEPT);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops asking_ops = {
	.name = "dialog",
	.key = asking_key,
	.draw = asking_draw,
	.offer = asking_offer,
	.overlay = true,
};

static void
open_question(struct app *app, const struct question *question, enum kind kind)
{
	struct pane *pane = app_push(app, &asking_ops, sizeof(struct asking));
	struct asking *asking = pane->state;
	struct arena *arena = pane->arena;
	size_t choices = 0;

	while (kind == KIND_DIGIT && question->choices[choices] != NULL)
		choices++;
	*asking = (struct asking){ .kind = kind, .question = *question, .choice_count = choices };
	asking->question.title = arena_copy(arena, question->title);
	asking->question.lines = copy_lines(arena, question->lines, question->line_count);
	asking->question.warnings = copy_lines(arena, question->warnings, question->warning_count);
	asking->question.choices = copy_lines(arena, question->choices, choices);
	asking->question.prompt = arena_copy(arena, question->prompt);
	field_init(&asking->answer, arena, COUNT_DIGITS, NULL);
	asking->answer.digits = true;
	asking->answer.strict = true;
	pane->input = true;
}

void
ask_yes(struct app *app, const struct question *question)
{
	open_question(app, question, KIND_YES);
}

void
ask_digit(struct app *app, const struct question *question)
{
	open_question(app, question, KIND_DIGIT);
}

void
tell(struct app *app, const struct question *question)
{
	open_question(app, question, KIND_TELL);
}

/* --- one line --- */

struct line {
	const char *label;
	struct field field;
	typed *done;
	void *context;
};

static enum reaction
line_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct line *line = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_BACK)
		return CLOSE;
	if (key->action == ACTION_ACCEPT) {
		const char *text = text_trim(app->scratch, line->field.text);

		if (text[0] == '\0') {
			app_refuse(app, "error.mandatory", NULL);
			return REDRAW;
		}
		return line->done(app, line->context, text) | CLOSE;
	}
	reaction = field_key(&line->field, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
line_draw(struct app *app, struct pane *pane)
{
	struct line *line = pane->state;
	const int columns = term_columns();
	const int width = columns < BOX_WIDTH ? columns : BOX_WIDTH;
	const int x = (columns - width) / 2;
	const int y = body_bottom() - LINE_BOX_HEIGHT;

	(void)app;
	term_box(y, x, LINE_BOX_HEIGHT, width, line->label);
	term_text(y + 1, x + 2, 1, STYLE_DIM, "[");
	field_draw(&line->field, y + 1, x + 3, width - 6, true);
	term_text(y + 1, x + width - 3, 1, STYLE_DIM, "]");
}

static void
line_paste(struct app *app, struct pane *pane, const char *text)
{
	struct line *line = pane->state;

	(void)app;
	field_insert(&line->field, text);
}

static void
line_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)app;
	(void)pane;
	offer_action(offers, ACTION_ACCEPT);
	offer_action(offers, ACTION_ERASE_LINE);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops line_ops = {
	.name = "line",
	.key = line_key,
	.draw = line_draw,
	.paste = line_paste,
	.offer = line_offer,
	.overlay = true,
};

void
ask_line(struct app *app, const char *label, const char *text, size_t most, typed *done,
	 void *context)
{
	struct pane *pane = app_push(app, &line_ops, sizeof(struct line));
	struct line *line = pane->state;

	*line = (struct line){ .label = arena_copy(pane->arena, label),
			       .done = done,
			       .context = context };
	field_init(&line->field, pane->arena, most, text);
	line->field.replace = text != NULL && text[0] != '\0';
	pane->input = true;
}
