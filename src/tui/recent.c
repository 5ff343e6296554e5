/* The last records opened: in front the newest, kept for the account when it leaves. */
#include "table.h"

#include <guichet/store.h>
#include <string.h>

void
app_recent(struct app *app, const char *screen, const char *key, const char *label)
{
	int at = 0;
	while (at < app->recent_count && (strcmp(app->recents[at].screen, screen) != 0 ||
					  strcmp(app->recents[at].key, key) != 0))
		at++;
	if (at == app->recent_count && app->recent_count < RECENTS)
		app->recent_count++;
	if (at >= RECENTS)
		at = RECENTS - 1;
	memmove(&app->recents[1], &app->recents[0], (size_t)at * sizeof *app->recents);
	app->recents[0] = (struct recent){
		.screen = arena_copy(app->arena, screen),
		.key = arena_copy(app->arena, key),
		.label = arena_copy(app->arena, label),
	};
}

/* Still there, and of a customer that is still his: what was his yesterday may be nobody's business
 * of his today. */
static bool
is_seen(struct app *app, const struct recent *recent)
{
	struct error error;
	const struct screen *screen = screen_get(app, recent->screen);
	int64_t count = 0;
	if (!screen || !screen_allowed(app, screen))
		return false;
	const struct arg filters[] = { ARG_TEXT(screen->key, recent->key), { .name = NULL } };
	const struct ask ask = { .screen = screen, .filters = filters };
	return ask_count(app->session, &ask, 1, app->scratch, &count, &error) == STATUS_OK &&
	       count > 0;
}

static void
drop_unseen(struct app *app)
{
	int kept = 0;
	for (int i = 0; i < app->recent_count; i++)
		if (is_seen(app, &app->recents[i]))
			app->recents[kept++] = app->recents[i];
	app->recent_count = kept;
}

/* Names are "SCREEN/KEY". */
void
recents_recall(struct app *app)
{
	struct cursor *cursor = NULL;
	struct error error;
	if (!app->session->account || app->recent_count ||
	    store_select(
		app->session->store, SQL_KEEPSAKE_OF,
		ARGS(ARG_INT("account", app->session->account), ARG_TEXT("kind", "recent")),
		&cursor, &error) != STATUS_OK)
		return;
	while (app->recent_count < RECENTS && cursor_next(cursor)) {
		const char *name = cursor_text(cursor, 0);
		const char *slash = strchr(name, '/');
		if (!slash)
			continue;
		app->recents[app->recent_count++] = (struct recent){
			.screen = arena_copy_bytes(app->arena, name, (size_t)(slash - name)),
			.key = arena_copy(app->arena, slash + 1),
			.label = arena_copy(app->arena, cursor_text(cursor, 1)),
		};
	}
	cursor_close(&cursor, &error);
	drop_unseen(app);
}

void
recents_keep(struct app *app)
{
	struct outcome outcome;
	const struct command *command = command_find("recent.keep");
	if (!app->session->account || !command)
		return;
	for (int i = app->recent_count - 1; i >= 0; i--) {
		const struct input input[] = {
			{ "kind", app->recents[i].screen },
			{ "key", app->recents[i].key },
			{ "label", app->recents[i].label },
			{ .name = NULL },
		};
		execute(app->session, command, input, NULL, RUN, app->scratch, &outcome);
	}
}
