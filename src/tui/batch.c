/* CARD-08: the lines of a file through a command.  The file is named, every line is tried, each bad
 * one is shown with its column, value and reason; then the good ones are done, or nothing is. */
#include "form.h"

#include <guichet/exchange.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BOX_WIDTH 76
#define HEAD 4 /* counts, a blank line, headings, a rule */
#define LINE_AT 1
#define COLUMN_AT 8
#define VALUE_AT 26
#define REASON_AT 44

static const struct param file_param = {
	.name = "file", .type = TYPE_FILE, .flags = PARAM_MANDATORY, .most = 200
};

struct fault {
	int64_t line;
	const char *column, *value, *reason;
};

/* What was found in a file, and the pane that shows it. */
struct batch {
	struct app *app;
	struct arena *arena; /* the pane's */
	const struct command *command;
	const char *file, *customer;
	struct import_result result; /* of the trial */
	struct fault *faults;
	size_t count, capacity;
	size_t first, focus;
};

/* --- through the file --- */

static void
keep_fault(void *context, const struct import_line *line)
{
	struct batch *batch = context;
	struct arena *arena = batch->arena;

	batch->faults = arena_grown(arena, batch->faults, batch->count, &batch->capacity,
				    sizeof *batch->faults);
	batch->faults[batch->count++] = (struct fault){
		.line = line->line,
		.column = arena_copy(arena, text_clean(arena, line->column)),
		.value = arena_copy(arena, text_clean(arena, line->value)),
		.reason = error_text(arena, app_lang(batch->app), line->error),
	};
}

static enum status
through(struct batch *batch, enum mode mode, const char *words, struct import_result *result,
	struct error *error)
{
	struct app *app = batch->app;
	struct progress_box box;
	const struct progress progress = { .step = progress_step, .context = &box };
	const struct import import = {
		.command = batch->command,
		.file = batch->file,
		.customer = batch->customer,
		.mode = mode,
		.skip_bad = true,
		.rejected = mode == PREVIEW ? keep_fault : NULL,
		.progress = &progress,
		.context = batch,
	};

	error_clear(error);
	progress_start(&box, app,
		       lang_format(app->scratch, app_lang(app), words,
				   ARGS(ARG_TEXT("file", text_clean(app->scratch, batch->file)))));
	return import_file(app->session, &import, batch->arena, result, error);
}

static int64_t
good(const struct batch *batch)
{
	return batch->result.created + batch->result.changed;
}

/* What was done stays done, and the same file goes on from there. */
static enum reaction
done(struct app *app, void *context, int answer)
{
	struct batch *batch = context;
	struct import_result result;
	struct error error;
	const char *key;

	(void)answer;
	if (through(batch, RUN, "batch.doing", &result, &error) != STATUS_OK) {
		if (strcmp(error.key, "import.stopped") != 0) {
			app_error(app, &error);
			return RELOAD;
		}
		app_message(app, TONE_WARNING, "batch.stopped",
			    ARGS(ARG_INT("count", result.created + result.changed)));
	} else {
		key = result.rejected_file != NULL ? "batch.done_but" : "batch.done";
		app_message(app, result.rejected > 0 ? TONE_WARNING : TONE_GOOD, key,
			    ARGS(ARG_INT("count", result.created + result.changed),
				 ARG_INT("rejected", result.rejected),
				 ARG_TEXT("file", result.rejected_file)));
	}
	for (struct pane *pane = app->top; pane != NULL; pane = pane->below) {
		if (pane->state == batch) {
			app_pop(app, pane);
			break;
		}
	}
	return RELOAD;
}

/* --- what was found --- */

static int
page(void)
{
	return body_height() - HEAD - 1;
}

static const char *const *
reason_lines(const struct batch *batch, size_t at, size_t *count)
{
	const char *const *lines = text_wrap(batch->app->scratch, batch->faults[at].reason,
					     term_columns() - REASON_AT - 1, count);

	if (*count == 0)
		*count = 1;
	return lines;
}

static void
move(struct batch *batch, long step)
{
	const long last = (long)batch->count - 1;
	long to = (long)batch->focus + step;

	to = to > last ? last : to;
	batch->focus = to < 0 ? 0 : (size_t)to;
}

/* The fault in focus stays in sight with all of its reason. */
static void
scroll(struct batch *batch)
{
	int lines = 0;
	size_t first = batch->focus;
	size_t count;

	if (batch->focus < batch->first)
		batch->first = batch->focus;
	for (size_t i = batch->focus + 1; batch->count > 0 && i-- > batch->first;) {
		reason_lines(batch, i, &count);
		lines += (int)count;
		if (lines > page() && i != batch->focus)
			break;
		first = i;
	}
	batch->first = first;
}

static enum reaction
ask(struct batch *batch)
{
	struct app *app = batch->app;
	const char *line;

	if (good(batch) == 0) {
		app_refuse(app, "batch.no_good", NULL);
		return REDRAW;
	}
	line = lang_format(app->scratch, app_lang(app), "batch.sure",
			   ARGS(ARG_INT("count", good(batch)),
				ARG_TEXT("command", command_title(app_lang(app), batch->command)),
				ARG_INT("rejected", batch->result.rejected)));
	ask_yes(app, &(struct question){ .title = command_title(app_lang(app), batch->command),
					 .lines = &line,
					 .line_count = 1,
					 .count = good(batch),
					 .done = done,
					 .context = batch });
	return REDRAW;
}

static enum reaction
found_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct batch *batch = pane->state;

	switch ((int)key->action) {
	case ACTION_UP:
		move(batch, -1);
		return REDRAW;
	case ACTION_DOWN:
		move(batch, 1);
		return REDRAW;
	case ACTION_PAGE_UP:
		move(batch, -page());
		return REDRAW;
	case ACTION_PAGE_DOWN:
		move(batch, page());
		return REDRAW;
	case ACTION_FIRST:
		batch->focus = 0;
		return REDRAW;
	case ACTION_LAST:
		move(batch, (long)batch->count);
		return REDRAW;
	case ACTION_BACK:
		return CLOSE;
	case ACTION_ACCEPT:
		app_refuse(app, "form.type_yes", NULL);
		return REDRAW;
	default:
		break;
	}
	if (key_answer(key) == ANSWER_NO)
		return CLOSE;
	return key_answer(key) == ANSWER_YES ? ask(batch) : UNKNOWN;
}

static void
draw_fault(const struct batch *batch, size_t at, int y, int bottom)
{
	const struct fault *fault = &batch->faults[at];
	const enum style style = at == batch->focus ? STYLE_FOCUS : STYLE_NORMAL;
	size_t count;
	const char *const *lines = reason_lines(batch, at, &count);

	term_cell(y, LINE_AT, COLUMN_AT - LINE_AT - 2, style,
		  arena_format(batch->app->scratch, "%lld", (long long)fault->line), true, false);
	term_text(y, COLUMN_AT, VALUE_AT - COLUMN_AT - 2, STYLE_NORMAL, fault->column);
	term_text(y, VALUE_AT, REASON_AT - VALUE_AT - 2, STYLE_NORMAL, fault->value);
	for (size_t i = 0; lines != NULL && i < count && y + (int)i < bottom; i++)
		term_text(y + (int)i, REASON_AT, term_columns() - REASON_AT, STYLE_BAD, lines[i]);
	if (at == batch->focus)
		term_cursor(y, LINE_AT);
}

static void
draw_counts(const struct batch *batch, int y)
{
	struct app *app = batch->app;
	const struct lang *lang = app_lang(app);
	const struct import_result *result = &batch->result;
	const enum style style = result->rejected > 0 ? STYLE_WARNING : STYLE_GOOD;
	int x = 1;

	x += term_text(y, x, term_columns() - x, style,
		       arena_format(app->scratch, "%s, %s",
				    lang_format(app->scratch, lang, "batch.good",
						ARGS(ARG_INT("count", good(batch)))),
				    lang_format(app->scratch, lang, "batch.bad",
						ARGS(ARG_INT("count", result->rejected))))) +
	     3;
	if (result->already + result->unchanged > 0)
		term_text(y, x, term_columns() - x, STYLE_DIM,
			  lang_format(app->scratch, lang, "batch.already",
				      ARGS(ARG_INT("count", result->already + result->unchanged))));
}

static void
found_draw(struct app *app, struct pane *pane)
{
	struct batch *batch = pane->state;
	const struct lang *lang = app_lang(app);
	const int bottom = body_bottom() - 1;
	const char *question = good(batch) == 0 ? "batch.ask_none" : "batch.ask";
	int y = BODY_TOP;
	size_t lines;

	draw_counts(batch, y);
	y += 2;
	if (batch->count > 0) {
		term_text(y, LINE_AT, COLUMN_AT, STYLE_HEADING, lang_text(lang, "batch.line"));
		term_text(y, COLUMN_AT, VALUE_AT, STYLE_HEADING, lang_text(lang, "batch.column"));
		term_text(y, VALUE_AT, REASON_AT, STYLE_HEADING, lang_text(lang, "batch.value"));
		term_text(y, REASON_AT, REASON_AT, STYLE_HEADING, lang_text(lang, "batch.reason"));
		term_rule(y + 1, 0, term_columns());
	}
	y += 2;
	scroll(batch);
	for (size_t i = batch->first; i < batch->count && y < bottom; i++) {
		draw_fault(batch, i, y, bottom);
		reason_lines(batch, i, &lines);
		y += (int)lines;
	}
	term_text(bottom, 1, term_columns() - 1, STYLE_HEADING,
		  lang_format(app->scratch, lang, question, ARGS(ARG_INT("count", good(batch)))));
	if (batch->count == 0)
		term_cursor(bottom, 1);
}

static void
found_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct batch *batch = pane->state;
	const struct lang *lang = app_lang(app);

	if (good(batch) > 0)
		offer_letter(offers, lang_text(lang, "form.keys.yes"),
			     lang_text(lang, "batch.do_good"), NULL, 0, NULL);
	offer_letter(offers, "n", lang_text(lang, "form.nothing"), NULL, 0, NULL);
	if (batch->count > 1)
		offer_action_as(offers, ACTION_DOWN, lang_text(lang, "batch.move"));
	if (batch->count > (size_t)page())
		offer_action(offers, ACTION_PAGE_DOWN);
}

static const struct pane_ops found_ops = {
	.name = "batch",
	.key = found_key,
	.draw = found_draw,
	.offer = found_offer,
};

/* --- which file --- */

struct naming {
	struct pane *pane;
	struct sheet sheet;
	const struct command *command;
	const char *title, *customer;
};

static const char *
file_of(const struct naming *naming)
{
	struct arena *scratch = naming->sheet.app->scratch;

	return text_trim(scratch, entry_text(&naming->sheet.entries[0], scratch));
}

static enum reaction
try_file(struct app *app, struct naming *naming)
{
	struct pane *pane = app_push(app, &found_ops, sizeof(struct batch));
	struct batch *batch = pane->state;
	struct error error;

	*batch = (struct batch){ .app = app,
				 .arena = pane->arena,
				 .command = naming->command,
				 .file = arena_copy(pane->arena, file_of(naming)),
				 .customer = arena_copy(pane->arena, naming->customer) };
	pane->title = arena_copy(pane->arena, naming->title);
	pane->input = true; /* o and n are answers */
	if (through(batch, PREVIEW, "batch.trying", &batch->result, &error) != STATUS_OK) {
		app_pop(app, pane);
		snprintf(error.param, sizeof error.param, "%s", file_param.name);
		sheet_fault(&naming->sheet, &error);
		app_error(app, &error);
		return REDRAW;
	}
	return CLOSE;
}

static enum reaction
make_template(struct app *app, void *context, int answer)
{
	struct naming *naming = context;
	const char *file = file_of(naming);
	struct error error;

	(void)answer;
	error_clear(&error);
	if (template_file(app->session, naming->command, file, &error) != STATUS_OK) {
		sheet_fault(&naming->sheet, &error);
		app_error(app, &error);
		return REDRAW;
	}
	app_message(app, TONE_GOOD, "batch.template_made", ARGS(ARG_TEXT("file", file)));
	return REDRAW;
}

/* A name that is none yet gets the empty file, to be filled in. */
static enum reaction
accept(struct app *app, struct naming *naming)
{
	const char *line;

	if (!sheet_check(&naming->sheet))
		return REDRAW;
	if (place_taken(app, file_of(naming)))
		return try_file(app, naming);
	line = lang_format(app->scratch, app_lang(app), "batch.template",
			   ARGS(ARG_TEXT("file", file_of(naming))));
	ask_yes(app, &(struct question){ .title = naming->title,
					 .lines = &line,
					 .line_count = 1,
					 .done = make_template,
					 .context = naming });
	return REDRAW;
}

static enum reaction
naming_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct naming *naming = pane->state;
	enum reaction reaction;

	if (key->action == ACTION_ACCEPT)
		return accept(app, naming);
	if (key->action == ACTION_BACK)
		return CLOSE;
	reaction = sheet_key(&naming->sheet, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
naming_paste(struct app *app, struct pane *pane, const char *text)
{
	struct naming *naming = pane->state;

	(void)app;
	sheet_paste(&naming->sheet, text);
}

static void
naming_draw(struct app *app, struct pane *pane)
{
	struct naming *naming = pane->state;
	const int x = (term_columns() - BOX_WIDTH) / 2;
	const int height = sheet_height(&naming->sheet, BOX_WIDTH - 4);
	const int y = BODY_TOP + 1;
	size_t count = 0;
	const char *const *lines =
	    text_wrap(app->scratch, lang_text(app_lang(app), "batch.intro"), BOX_WIDTH - 4, &count);

	term_box(y, x, height + (int)count + 4, BOX_WIDTH, naming->title);
	sheet_draw(&naming->sheet, y + 1, x + 2, height, BOX_WIDTH - 4, true);
	for (size_t i = 0; i < count; i++)
		term_text(y + height + 2 + (int)i, x + 2, BOX_WIDTH - 4, STYLE_DIM, lines[i]);
}

static void
naming_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct naming *naming = pane->state;

	offer_action_as(offers, ACTION_ACCEPT, lang_text(app_lang(app), "batch.try"));
	sheet_offer(&naming->sheet, offers);
	offer_action(offers, ACTION_BACK);
}

static const struct pane_ops naming_ops = {
	.name = "batch-file",
	.key = naming_key,
	.draw = naming_draw,
	.paste = naming_paste,
	.offer = naming_offer,
	.overlay = true,
};

void
batch_open(struct app *app, const struct command *command, const char *customer)
{
	const struct lang *lang = app_lang(app);
	struct pane *pane = app_push(app, &naming_ops, sizeof(struct naming));
	struct naming *naming = pane->state;

	*naming = (struct naming){
		.pane = pane,
		.command = command,
		.customer = customer == NULL || customer[0] == '\0'
				? NULL
				: arena_copy(pane->arena, customer),
		.title = lang_format(pane->arena, lang, "batch.title",
				     ARGS(ARG_TEXT("command", command_title(lang, command)))),
	};
	sheet_init(&naming->sheet, app, pane->arena, 1);
	sheet_add(&naming->sheet, &file_param, lang_text(lang, "batch.file"));
	pane->input = true;
}
