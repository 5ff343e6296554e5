/* F9: the command line, with completion; Up brings back the last ones. */
#include "command_line.h"

#include <string.h>

#define SHOWN 8

struct prompt {
	struct field field;
	struct arena *arena; /* of the candidates */
	struct candidates candidates;
	bool stale;
	long chosen; /* candidate that Tab put in; -1 */
	int back;    /* how far back in the history; 0: the line being typed */
};

static void
refresh(struct app *app, struct prompt *prompt)
{
	if (!prompt->stale)
		return;
	prompt->stale = false;
	prompt->chosen = -1;
	arena_reset(prompt->arena);
	prompt->candidates = candidates_of(app, prompt->arena, prompt->field.text);
}

/* What all candidates begin with. */
static size_t
common(const struct candidates *candidates)
{
	const char *first = candidates->all[0].value;
	size_t size = strlen(first);
	for (size_t i = 1; i < candidates->count; i++) {
		const char *other = candidates->all[i].value;
		size_t same = 0;
		while (same < size && other[same] == first[same])
			same++;
		size = same;
	}
	return size;
}

static void
put(struct prompt *prompt, const char *value, size_t size)
{
	field_set(&prompt->field,
		  arena_format(prompt->arena, "%s%.*s", prompt->candidates.stem, (int)size, value));
}

/* As far as all agree, then one after the other. */
static enum reaction
complete(struct app *app, struct prompt *prompt)
{
	refresh(app, prompt);
	const struct candidates *candidates = &prompt->candidates;
	if (candidates->count == 0)
		return STAY;
	size_t already = strlen(prompt->field.text) - strlen(candidates->stem);
	size_t agreed = common(candidates);
	if (prompt->chosen < 0 && agreed > already) {
		put(prompt, candidates->all[0].value, agreed);
		prompt->stale = true;
		return REDRAW;
	}
	prompt->chosen = (prompt->chosen + 1) % (long)candidates->count;
	const char *value = candidates->all[prompt->chosen].value;
	put(prompt, value, strcspn(value, " "));
	return REDRAW;
}

static enum reaction
history(struct app *app, struct prompt *prompt, int step)
{
	int to = prompt->back + step;
	if (to < 0 || to > app->history_count)
		return STAY;
	prompt->back = to;
	field_set(&prompt->field, to ? app->history[to - 1] : "");
	prompt->stale = true;
	return REDRAW;
}

static void
remember(struct app *app, const char *line)
{
	if (app->history_count && strcmp(app->history[0], line) == 0)
		return;
	if (app->history_count < HISTORY)
		app->history_count++;
	memmove(&app->history[1], &app->history[0],
		(size_t)(app->history_count - 1) * sizeof *app->history);
	app->history[0] = arena_copy(app->arena, line);
}

static enum reaction
prompt_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct prompt *prompt = pane->state;
	switch ((int)key->action) {
	case ACTION_ACCEPT: {
		const char *line = text_trim(app->scratch, prompt->field.text);
		if (!*line)
			return CLOSE;
		remember(app, line);
		return command_line_run(app, line) ? CLOSE : REDRAW;
	}
	case ACTION_NEXT:
	case ACTION_CHOICES:
		return complete(app, prompt);
	case ACTION_UP:
		return history(app, prompt, 1);
	case ACTION_DOWN:
		return history(app, prompt, -1);
	case ACTION_BACK:
		return CLOSE;
	case ACTION_ERASE_LEFT:
		if (!prompt->field.text[0])
			return CLOSE;
		break;
	default:
		break;
	}
	if (field_key(&prompt->field, key) == STAY)
		return key->action == ACTION_NONE && key->text[0] ? STAY : UNKNOWN;
	prompt->stale = true;
	return REDRAW;
}

static void
prompt_prepare(struct app *app, struct pane *pane)
{
	refresh(app, pane->state);
}

static void
prompt_draw(struct app *app, struct pane *pane)
{
	(void)app;
	struct prompt *prompt = pane->state;
	const struct candidates *candidates = &prompt->candidates;
	int count = candidates->count > SHOWN ? SHOWN : (int)candidates->count;
	/* The chosen one is always among those shown. */
	size_t first = prompt->chosen >= SHOWN ? (size_t)prompt->chosen - SHOWN + 1 : 0;
	int y = body_bottom() - 2 - count;
	term_fill(y, 0, term_columns(), STYLE_NORMAL);
	term_rule(y++, 0, term_columns());
	for (int i = 0; i < count; i++, y++) {
		const struct choice *choice = &candidates->all[first + (size_t)i];
		bool here = (long)first + i == prompt->chosen;
		term_fill(y, 0, term_columns(), STYLE_NORMAL);
		term_text(y, 2, 28, here ? STYLE_FOCUS : STYLE_KEY, choice->value);
		term_text(y, 31, term_columns() - 31, STYLE_NORMAL, choice->label);
	}
	term_fill(y, 0, term_columns(), STYLE_NORMAL);
	term_text(y, 0, 1, STYLE_KEY, ":");
	field_draw(&prompt->field, y, 2, term_columns() - 3, true);
}

static void
prompt_close(struct app *app, struct pane *pane)
{
	(void)app;
	struct prompt *prompt = pane->state;
	arena_free(&prompt->arena);
}

static void
prompt_paste(struct app *app, struct pane *pane, const char *text)
{
	(void)app;
	struct prompt *prompt = pane->state;
	field_insert(&prompt->field, text);
	prompt->stale = true;
}

static void
prompt_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	(void)pane;
	const struct lang *lang = app_lang(app);
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "prompt.run"));
	offer_action_as(offers, ACTION_NEXT, lang_text(lang, "prompt.complete"));
	offer_action_as(offers, ACTION_UP, lang_text(lang, "prompt.history"));
}

static const struct pane_ops prompt_ops = {
	.name = "command",
	.key = prompt_key,
	.draw = prompt_draw,
	.prepare = prompt_prepare,
	.close = prompt_close,
	.paste = prompt_paste,
	.offer = prompt_offer,
	.overlay = true,
};

void
command_open(struct app *app)
{
	struct pane *pane = app_push(app, &prompt_ops, sizeof(struct prompt));
	struct prompt *prompt = pane->state;
	pane->input = true;
	prompt->arena = arena_new();
	prompt->stale = true;
	prompt->chosen = -1;
	field_init(&prompt->field, pane->arena, 400, "");
}
