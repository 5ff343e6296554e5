/* F11: which columns a list shows and in what order; kept for the user. */
#include "list.h"

#include <guichet/store.h>
#include <string.h>

/* "plate,driver,state" into names, NULL-ended. */
static const char *const *
names_of(struct arena *arena, const struct screen *screen, const char *content)
{
	const char **names = arena_array(arena, screen->column_count + 1, sizeof *names);
	size_t count = 0;
	while (*content && count < screen->column_count) {
		size_t size = strcspn(content, ",");
		const char *name = arena_copy_bytes(arena, content, size);
		if (screen_column(screen, name)) /* the screen may have changed since */
			names[count++] = name;
		content += size;
		content += *content == ',';
	}
	return count ? names : NULL;
}

void
columns_recall(struct app *app, struct table *table)
{
	struct cursor *cursor = NULL;
	struct error error;
	if (!app->session->account || store_select(app->session->store, SQL_KEEPSAKE_OF,
						   ARGS(ARG_INT("account", app->session->account),
							ARG_TEXT("kind", "columns")),
						   &cursor, &error) != STATUS_OK)
		return;
	while (cursor_next(cursor))
		if (strcmp(cursor_text(cursor, 0), table->screen->name) == 0)
			table_view(table,
				   names_of(table->arena, table->screen,
					    arena_copy(table->arena, cursor_text(cursor, 1))));
	cursor_close(&cursor, &error);
}

static enum reaction
chosen(struct app *app, void *context, const char *const *taken)
{
	struct table *table = context;
	struct builder content = { .arena = app->scratch };
	for (size_t i = 0; taken[i]; i++)
		builder_format(&content, "%s%s", i ? "," : "", taken[i]);
	const char *text = builder_text(&content);
	table_view(table, names_of(table->arena, table->screen, arena_copy(table->arena, text)));
	const struct input input[] = {
		{ "screen", table->screen->name },
		{ "content", text },
		{ .name = NULL },
	};
	struct outcome outcome;
	if (app->session->account && app_run(app, "columns.save", input, &outcome))
		app_message(app, TONE_GOOD, "tui.columns_kept", NULL);
	return REDRAW;
}

void
columns_open(struct app *app, struct table *table)
{
	const struct lang *lang = app_lang(app);
	const struct screen *screen = table->screen;
	struct choice *all = arena_array(app->scratch, screen->column_count + 1, sizeof *all);
	const char **taken = arena_array(app->scratch, screen->column_count + 1, sizeof *taken);
	size_t count = 0, shown = 0;
	for (size_t i = 0; i < screen->column_count; i++) {
		const struct column *column = &screen->columns[i];
		if (column->silent || !column_open_to(app->session, column))
			continue;
		all[count++] = (struct choice){ .value = column->field,
						.label = column_label(lang, screen, column) };
		if (!column->hidden)
			taken[shown++] = column->field;
	}
	const struct chooser chooser = {
		.title = lang_text(lang, "tui.columns_title"),
		.left = lang_text(lang, "tui.columns_left"),
		.right = lang_text(lang, "tui.columns_right"),
		.all = all,
		.count = count,
		.taken = table->view ? table->view : taken,
		.ordered = true,
	};
	chooser_open(app, &chooser, chosen, table);
}
