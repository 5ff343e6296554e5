/* The stack of panes. */
#include "tui.h"

bool
app_signed_in(const struct app *app)
{
	return app->session->account || app->session->system;
}

struct pane *
app_push(struct app *app, const struct pane_ops *ops, size_t size)
{
	struct arena *arena = arena_new();
	struct pane *pane = arena_alloc(arena, sizeof *pane);
	*pane = (struct pane){
		.ops = ops,
		.arena = arena,
		.state = arena_alloc(arena, size ? size : 1),
		.below = app->top,
		.generation = app->generation,
		.serial = ++app->serial,
	};
	app->top = pane;
	return pane;
}

void
app_pop(struct app *app, struct pane *pane)
{
	struct pane **link = &app->top;
	while (*link && *link != pane)
		link = &(*link)->below;
	if (!*link)
		return;
	*link = pane->below;
	if (pane->ops->close)
		pane->ops->close(app, pane);
	struct arena *arena = pane->arena;
	arena_free(&arena);
}

void
app_home(struct app *app)
{
	while (app->top && app->top->below)
		app_pop(app, app->top);
}

void
app_end_session(struct app *app, const char *reason)
{
	app_keep_typed(app);
	recents_keep(app);
	session_sign_out(app->session, reason);
	app_restart(app);
}

void
app_restart(struct app *app)
{
	while (app->top)
		app_pop(app, app->top);
	app->locked = false;
	app->recent_count = 0;
	app->warned = 0;
	signin_open(app);
}
