/* How a question looks: the lines of the dry run, and below them what is asked. */
#include "form.h"

static const char *
prompt(const struct form *form)
{
	struct arena *scratch = form->app->scratch;
	const struct lang *lang = app_lang(form->app);

	if (form->stage == STAGE_ASK && form->target_count > 1)
		return lang_format(scratch, lang, "form.ask_count",
				   ARGS(ARG_INT("count", (int64_t)form->target_count)));
	if (form->stage == STAGE_ASK)
		return lang_text(lang, "form.ask");
	if (form->deliberate && form->preview.fresh && form->preview.status == STATUS_OK)
		return lang_format(scratch, lang, "form.enter_confirms",
				   ARGS(ARG_TEXT("command", command_title(lang, form->command))));
	if (form->deliberate)
		return lang_text(lang, "form.choose_first");
	return sheet_legend(&form->sheet);
}

static bool
shows_preview(const struct form *form)
{
	return form->stage == STAGE_ASK || (form->deliberate && form->preview.fresh);
}

/* A refusal that names a field stands beside it already. */
static const char *
refused_words(const struct form *form)
{
	const struct error *error = &form->preview.error;

	if (!shows_preview(form) || form->preview.status == STATUS_OK ||
	    sheet_entry(&form->sheet, error->param) != NULL)
		return NULL;
	return arena_format(form->app->scratch, "! %s",
			    error_text(form->app->scratch, app_lang(form->app), error));
}

struct brush {
	int y, x, width, height; /* y below 0: only counted */
	int line, scroll;        /* drawn from the line scroll on */
};

static void
paint(const struct form *form, struct brush *brush, const char *text, enum style style)
{
	size_t count = 0;
	const char *const *lines = text_wrap(form->app->scratch, text, brush->width, &count);

	for (size_t i = 0; i < count; i++) {
		const int line = brush->line++ - brush->scroll;

		if (brush->y >= 0 && line >= 0 && line < brush->height)
			term_text(brush->y + line, brush->x, brush->width, style, lines[i]);
	}
}

static void
paint_preview(const struct form *form, struct brush *brush)
{
	const struct preview *preview = &form->preview;
	const char *words = refused_words(form);
	const char *instead = instead_words(form);

	if (instead != NULL) {
		paint(form, brush, instead, STYLE_NORMAL);
		brush->line++;
	}
	if (!shows_preview(form))
		return;
	for (size_t i = 0; i < preview->count; i++)
		paint(form, brush, preview->lines[i],
		      preview->warnings[i] ? STYLE_WARNING : STYLE_NORMAL);
	if (words != NULL)
		paint(form, brush, words, STYLE_BAD);
	if (preview->count > 0 || words != NULL)
		brush->line++;
}

int
confirm_height(const struct form *form, int width)
{
	struct brush brush = { .y = -1, .width = width };

	paint_preview(form, &brush);
	return brush.line + 1;
}

/* Where the text of the question does not fit: that it goes on, and how much of it. */
static void
draw_more(const struct form *form, int y, int x, int height, int width)
{
	const struct preview *preview = &form->preview;

	if (preview->scroll > 0)
		term_text(y, x + width - 1, 1, STYLE_HEADING, "^");
	if (preview->scroll < preview->hidden)
		term_text(y + height - 1, x + width - 1, 1, STYLE_HEADING, "v");
}

void
confirm_draw(struct form *form, int y, int x, int height, int width)
{
	struct preview *preview = &form->preview;
	const int lines = confirm_height(form, width) - 1;
	const bool fits = lines <= height - 1;
	/* A column is left for the sign that there is more. */
	struct brush brush = { .y = y, .x = x, .width = fits ? width : width - 2 };
	const char *words = prompt(form);
	const int last = y + height - 1;
	int used;

	brush.height = fits ? height - 1 : height - 2;
	preview->hidden = fits ? 0 : confirm_height(form, width - 2) - 2 - brush.height;
	if (preview->hidden < 0)
		preview->hidden = 0;
	if (preview->scroll > preview->hidden)
		preview->scroll = preview->hidden;
	brush.scroll = preview->scroll;
	paint_preview(form, &brush);
	draw_more(form, y, x, brush.height, width);
	if (form->stage != STAGE_ASK) {
		term_text(last, x, width, STYLE_DIM, words);
		return;
	}
	used = term_text(last, x, width - 9, STYLE_HEADING, words) + 2;
	term_text(last, x + used - 1, 1, STYLE_DIM, "[");
	if (form->target_count > 1) {
		struct field answer = form->answer;

		field_draw(&answer, last, x + used, 6, true);
		term_text(last, x + used + 6, 1, STYLE_DIM, "]");
		return;
	}
	term_fill(last, x + used, 1, STYLE_FIELD_FOCUS);
	term_text(last, x + used + 1, 1, STYLE_DIM, "]");
	term_cursor(last, x + used);
}
