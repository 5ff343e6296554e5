/* Filters kept under a name, one's own and those the team shares.  Kept as "name=text;name=text",
 * with \ before a ; or \ of a text. */
#include "form.h"

#include <guichet/store.h>
#include <string.h>

#define SAVED_MOST 60
#define FILTERS_MOST 32
#define NAME_MOST 40
#define SAVE "+"
#define DELETE "-"

struct saved {
	const char *name, *content;
	const char *owner; /* NULL: one's own */
};

/* Lives in the list's arena: the list stays beneath the boxes. */
struct saving {
	struct arena *arena;
	const struct ask *ask;
	filters_done *done;
	void *context;
	struct saved *list;
	size_t count, own;
	const char *name;
};

/* --- text --- */

static void
escape(struct builder *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == ';' || *text == '\\')
			builder_add(out, "\\");
		builder_add_bytes(out, text, 1);
	}
}

static const char *
write_filters(struct arena *arena, const struct arg *filters)
{
	struct builder out = { .arena = arena };

	for (; filters != NULL && filters->name != NULL; filters++) {
		if (filters->value.text == NULL || filters->value.text[0] == '\0')
			continue;
		if (out.size > 0)
			builder_add(&out, ";");
		builder_format(&out, "%s=", filters->name);
		escape(&out, filters->value.text);
	}
	return builder_text(&out);
}

static const char *
unescape(struct arena *arena, const char **from)
{
	struct builder out = { .arena = arena };
	const char *at = *from;

	while (*at != '\0' && *at != ';') {
		if (*at == '\\' && at[1] != '\0')
			at++;
		builder_add_bytes(&out, at++, 1);
	}
	*from = *at == ';' ? at + 1 : at;
	return builder_text(&out);
}

/* A filter the screen no longer has is left out. */
static const struct arg *
read_filters(struct arena *arena, const struct screen *screen, const char *content)
{
	struct arg *filters = arena_array(arena, FILTERS_MOST + 1, sizeof *filters);
	size_t count = 0;

	while (*content != '\0' && count < FILTERS_MOST) {
		const char *pair = unescape(arena, &content);
		const char *equals = strchr(pair, '=');
		const char *name;

		if (equals == NULL)
			continue;
		name = arena_copy_bytes(arena, pair, (size_t)(equals - pair));
		if (screen_filter(screen, name) != NULL)
			filters[count++] = (struct arg)ARG_TEXT(name, equals + 1);
	}
	return filters;
}

/* --- reading them --- */

static void
read_saved(struct app *app, struct arena *arena, struct saving *saving, bool shared)
{
	const char *screen = saving->ask->screen->name;
	const size_t prefix = strlen(screen) + 1;
	struct cursor *cursor;

	if (store_select(app->session->store, shared ? SQL_TUI_FILTERS_SHARED : SQL_TUI_FILTERS,
			 ARGS(ARG_INT("account", app->session->account),
			      ARG_TEXT("from", arena_format(arena, "%s/", screen)),
			      ARG_TEXT("until", arena_format(arena, "%s0", screen))),
			 &cursor, NULL) != STATUS_OK)
		return;
	while (saving->count < SAVED_MOST && cursor_next(cursor))
		saving->list[saving->count++] = (struct saved){
			.name = arena_copy(arena, cursor_text(cursor, 0) + prefix),
			.content = arena_copy(arena, cursor_text(cursor, 1)),
			.owner = shared ? arena_copy(arena, cursor_text(cursor, 2)) : NULL,
		};
	cursor_close(&cursor, NULL);
}

/* --- saving --- */

static void
save(struct app *app, const struct saving *saving, const char *shared)
{
	struct outcome outcome;
	const struct input input[] = {
		{ .name = "screen", .text = saving->ask->screen->name },
		{ .name = "name", .text = saving->name },
		{ .name = "content", .text = write_filters(app->scratch, saving->ask->filters) },
		{ .name = "shared", .text = shared },
		{ .name = NULL },
	};

	if (app_run(app, "filter.save", input, &outcome))
		app_outcome(app, &outcome);
}

static enum reaction
shared_or_not(struct app *app, void *context, int answer)
{
	save(app, context, answer == 0 ? "no" : "yes");
	return REDRAW;
}

static enum reaction
named(struct app *app, void *context, const char *text)
{
	struct saving *saving = context;
	const struct lang *lang = app_lang(app);
	const char *choices[] = { lang_text(lang, "filter.for_me"),
				  lang_text(lang, "filter.for_all"), NULL };

	saving->name = arena_copy(saving->arena, text);
	if (!app->session->staff) {
		save(app, saving, "no");
		return REDRAW;
	}
	ask_digit(app, &(struct question){ .title = lang_text(lang, "filter.save"),
					   .choices = choices,
					   .done = shared_or_not,
					   .context = saving });
	return REDRAW;
}

static void
ask_name(struct app *app, struct saving *saving)
{
	if (write_filters(app->scratch, saving->ask->filters)[0] == '\0') {
		app_refuse(app, "filter.nothing", NULL);
		return;
	}
	ask_line(app, lang_text(app_lang(app), "filter.name"), NULL, NAME_MOST, named, saving);
}

/* --- choosing --- */

static enum reaction
deleted(struct app *app, void *context, const struct choice *choice)
{
	const struct saving *saving = context;
	struct outcome outcome;
	const struct input input[] = {
		{ .name = "screen", .text = saving->ask->screen->name },
		{ .name = "name", .text = choice->value },
		{ .name = NULL },
	};

	if (app_run(app, "filter.delete", input, &outcome))
		app_outcome(app, &outcome);
	return REDRAW;
}

static void
ask_which(struct app *app, struct saving *saving)
{
	struct choice *choices = arena_array(app->scratch, saving->own + 1, sizeof *choices);

	for (size_t i = 0; i < saving->own; i++)
		choices[i] =
		    (struct choice){ .value = saving->list[i].name, .label = saving->list[i].name };
	choices_open(app, lang_text(app_lang(app), "filter.delete"), choices, saving->own, NULL,
		     deleted, saving);
}

static enum reaction
chosen(struct app *app, void *context, const struct choice *choice)
{
	struct saving *saving = context;

	if (strcmp(choice->value, SAVE) == 0) {
		ask_name(app, saving);
		return REDRAW;
	}
	if (strcmp(choice->value, DELETE) == 0) {
		ask_which(app, saving);
		return REDRAW;
	}
	return saving->done(app, saving->context,
			    read_filters(app->scratch, saving->ask->screen, choice->value + 1));
}

/* The value of a saved one is "=" and its content. */
static size_t
list_choices(struct app *app, const struct saving *saving, struct choice *choices)
{
	const struct lang *lang = app_lang(app);
	struct arena *scratch = app->scratch;
	size_t count = 0;

	for (size_t i = 0; i < saving->count; i++) {
		const struct saved *saved = &saving->list[i];

		choices[count++] = (struct choice){
			.value = arena_format(scratch, "=%s", saved->content),
			.label = saved->owner == NULL
				     ? saved->name
				     : arena_format(scratch, "%s (%s)", saved->name, saved->owner),
		};
	}
	choices[count++] =
	    (struct choice){ .value = SAVE, .label = lang_text(lang, "filter.save") };
	if (saving->own > 0)
		choices[count++] =
		    (struct choice){ .value = DELETE, .label = lang_text(lang, "filter.delete") };
	return count;
}

void
filter_saved_open(struct app *app, const struct ask *ask, filters_done *done, void *context)
{
	struct arena *arena = app->top->arena;
	struct saving *saving = arena_alloc(arena, sizeof *saving);
	struct choice *choices = arena_array(app->scratch, SAVED_MOST + 2, sizeof *choices);

	*saving = (struct saving){ .arena = arena, .ask = ask, .done = done, .context = context };
	saving->list = arena_array(arena, SAVED_MOST, sizeof *saving->list);
	read_saved(app, arena, saving, false);
	saving->own = saving->count;
	if (app->session->staff)
		read_saved(app, arena, saving, true);
	choices_open(app, lang_text(app_lang(app), "filter.saved"), choices,
		     list_choices(app, saving, choices), NULL, chosen, saving);
}
