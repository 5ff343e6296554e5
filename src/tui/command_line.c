/* The line after ":": a command by its name, or a screen with filters. */
#include "command_line.h"

#include "again.h"
#include "table.h"

#include <string.h>

#define WORDS_MOST 32

/* Words parted by blanks; "..." holds them together.  The quotes are gone. */
struct words {
	const char *items[WORDS_MOST];
	size_t count;
	bool open; /* the line ends within its last word */
};

static struct words
words_of(struct arena *arena, const char *line)
{
	struct words words = { .count = 0 };
	while (*line && words.count < WORDS_MOST) {
		struct builder word = { .arena = arena };
		bool quoted = false;
		line += strspn(line, " ");
		if (!*line)
			break;
		for (; *line && (quoted || *line != ' '); line++) {
			if (*line == '"')
				quoted = !quoted;
			else
				builder_add_bytes(&word, line, 1);
		}
		words.items[words.count++] = builder_text(&word);
		words.open = !*line;
	}
	return words;
}

static bool
run_command(struct app *app, const struct command *command, const struct words *words)
{
	struct input *values = arena_array(app->scratch, WORDS_MOST + 1, sizeof *values);
	size_t count = 0;
	for (size_t i = 1; i < words->count; i++) {
		const char *equal = strchr(words->items[i], '=');
		const char *name = equal ? arena_copy_bytes(app->scratch, words->items[i],
							    (size_t)(equal - words->items[i]))
					 : words->items[i];
		if (!equal || !param_find(command, name)) {
			app_refuse(
			    app, "prompt.no_param",
			    ARGS(ARG_TEXT("param", name), ARG_TEXT("command", command->name)));
			return false;
		}
		values[count++] = (struct input){ .name = name, .text = equal + 1 };
	}
	struct error error;
	if (execute_asked(app->session, command, &error) != STATUS_OK) {
		app_error(app, &error);
		return false;
	}
	again_form(app, command, values);
	return true;
}

/* The one that was named, by its key or by filters, never the first there is: a block is final. */
static bool
run_record(struct app *app, const struct screen *screen, const struct ask *ask)
{
	if (!screen_allowed(app, screen))
		return screen_open(app, screen->name,
				   ask->filters); /* which refuses, and says why */
	if (ask->quick && *ask->quick)
		return record_open(app, screen->name, ask->quick);
	if (!screen->own && !(ask->filters && ask->filters[0].name)) {
		app_refuse(app, "prompt.which", ARGS(ARG_TEXT("screen", screen->name)));
		return false;
	}
	return screen_open(app, screen->name, ask->filters);
}

static bool
run_screen(struct app *app, const char *line, const struct screen *screen)
{
	struct error error;
	struct ask ask = { .screen = screen };
	const char *rest = line + strspn(line, " ");
	rest += strcspn(rest, " ");
	if (ask_parse(app->scratch, app_lang(app), screen, rest, &ask, &error) != STATUS_OK) {
		app_error(app, &error);
		return false;
	}
	if (screen->kind == SCREEN_RECORD)
		return run_record(app, screen, &ask);
	return screen_ask(app, &ask);
}

static bool
is_screen(struct app *app, const char *name)
{
	const char *const *names = screen_names(app->scratch, app->config);
	for (size_t i = 0; names && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

bool
command_line_run(struct app *app, const char *line)
{
	const struct words words = words_of(app->scratch, line);
	if (words.count == 0)
		return false;
	const struct command *command = command_find(words.items[0]);
	if (command && !(command->flags & COMMAND_INTERNAL))
		return run_command(app, command, &words);
	if (is_screen(app, words.items[0])) {
		const struct screen *screen = screen_get(app, words.items[0]);
		const struct pane *before = app->top;
		return screen && (run_screen(app, line, screen) || app->top != before);
	}
	app_refuse(app, "prompt.unknown", ARGS(ARG_TEXT("command", words.items[0])));
	return false;
}

/* --- completion --- */

struct gathering {
	struct app *app;
	struct arena *arena;
	const char *begin;
	struct choice *all;
	size_t count, most;
};

static void
gather(struct gathering *gathering, const char *value, const char *label)
{
	if (gathering->count < gathering->most &&
	    strncmp(value, gathering->begin, strlen(gathering->begin)) == 0)
		gathering->all[gathering->count++] =
		    (struct choice){ .value = value, .label = label };
}

static void
gather_names(struct gathering *gathering)
{
	struct app *app = gathering->app;
	struct error error;
	const struct lang *lang = app_lang(app);
	for (size_t i = 0; commands[i]; i++)
		if (!(commands[i]->flags & (COMMAND_INTERNAL | COMMAND_QUIET)) &&
		    execute_allowed(app->session, commands[i], &error) == STATUS_OK)
			gather(gathering, arena_format(gathering->arena, "%s ", commands[i]->name),
			       command_title(lang, commands[i]));
	const char *const *names = screen_names(gathering->arena, app->config);
	for (size_t i = 0; names && names[i]; i++) {
		if (strncmp(names[i], gathering->begin, strlen(gathering->begin)) != 0)
			continue;
		if (!face_allowed(app, names[i]))
			continue;
		const char *title =
		    lang_find(lang, arena_format(gathering->arena, "screen.%s.title", names[i]));
		gather(gathering, arena_format(gathering->arena, "%s ", names[i]),
		       title ? title : names[i]);
	}
}

static void
gather_codes(struct gathering *gathering, const char *before, const char *vocabulary,
	     const char *const *codes)
{
	for (size_t i = 0; codes && codes[i]; i++)
		gather(gathering, arena_format(gathering->arena, "%s%s ", before, codes[i]),
		       lang_choice(app_lang(gathering->app), vocabulary, codes[i]));
}

static void
gather_params(struct gathering *gathering, const struct command *command, const struct words *words)
{
	static const char *const answers[] = { "yes", "no", NULL };
	const struct lang *lang = app_lang(gathering->app);
	for (const struct param *param = command->params; param->name; param++) {
		const char *before = arena_format(gathering->arena, "%s=", param->name);
		bool given = false, here = strncmp(gathering->begin, before, strlen(before)) == 0;
		for (size_t i = 1; i < words->count; i++)
			given |= strncmp(words->items[i], before, strlen(before)) == 0;
		if (here && param->type == TYPE_CHOICE)
			gather_codes(gathering, before, param_vocabulary(param), param->choices);
		else if (here && param->type == TYPE_BOOL)
			gather_codes(gathering, before, "answer", answers);
		else if (!given && !(param->flags & (PARAM_HIDDEN | PARAM_SECRET)))
			gather(gathering, before, param_label(lang, command, param));
	}
}

static void
gather_filters(struct gathering *gathering, const struct screen *screen)
{
	const struct lang *lang = app_lang(gathering->app);
	for (size_t i = 0; i < screen->filter_count; i++) {
		const struct filter *filter = &screen->filters[i];
		const char *before = arena_format(gathering->arena, "%s:", filter->name);
		const struct column *column = screen_column(screen, filter->field);
		if (filter->silent)
			continue;
		if (filter->vocabulary && strncmp(gathering->begin, before, strlen(before)) == 0)
			gather_codes(gathering, before, filter->vocabulary,
				     lang_codes_of(gathering->arena, filter->vocabulary));
		else
			gather(gathering, before,
			       column ? column_label(lang, screen, column) : filter->name);
	}
}

struct candidates
candidates_of(struct app *app, struct arena *arena, const char *line)
{
	const struct words words = words_of(arena, line);
	const char *last = strrchr(line, ' ');
	const char *begin = last ? last + 1 : line;
	struct gathering gathering = { .app = app, .arena = arena, .begin = begin, .most = 200 };
	gathering.all = arena_array(arena, gathering.most, sizeof *gathering.all);
	if (words.count == 0 || (words.count == 1 && words.open)) {
		gather_names(&gathering);
	} else {
		const struct command *command = command_find(words.items[0]);
		if (command)
			gather_params(&gathering, command, &words);
		else if (is_screen(app, words.items[0])) {
			const struct screen *screen = screen_get(app, words.items[0]);
			if (screen)
				gather_filters(&gathering, screen);
		}
	}
	return (struct candidates){
		.stem = arena_copy_bytes(arena, line, (size_t)(begin - line)),
		.all = gathering.all,
		.count = gathering.count,
	};
}
