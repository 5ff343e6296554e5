/* Screens by their names, read once. */
#include "again.h"
#include "table.h"

#include <guichet/find.h>
#include <string.h>

#define SCREENS_MOST 160

struct screen_shelf {
	size_t count;
	const struct screen *screens[SCREENS_MOST];
};

static const struct screen *
shelf_find(const struct app *app, const char *name)
{
	for (size_t i = 0; app->shelf && i < app->shelf->count; i++)
		if (strcmp(app->shelf->screens[i]->name, name) == 0)
			return app->shelf->screens[i];
	return NULL;
}

const struct screen *
screen_get(struct app *app, const char *name)
{
	struct error error;
	const struct screen *screen = shelf_find(app, name);
	if (screen)
		return screen;
	if (screen_load(app->arena, app->config, name, &screen, &error) != STATUS_OK) {
		app_error(app, &error);
		return NULL;
	}
	if (!app->shelf)
		app->shelf = arena_alloc(app->arena, sizeof *app->shelf);
	if (app->shelf->count < SCREENS_MOST)
		app->shelf->screens[app->shelf->count++] = screen;
	return screen;
}

/* Where the host has screens of its own they are read after all. */
bool
face_get(struct app *app, const char *name, struct screen_face *face)
{
	if (screen_face_known(app->config, name, face))
		return true;
	const struct screen *screen = screen_get(app, name);
	if (screen)
		*face = screen_face(screen);
	return screen;
}

bool
face_allowed(struct app *app, const char *name)
{
	struct screen_face face;
	return face_get(app, name, &face) && face_open_to(app->session, &face);
}

bool
screen_allowed(const struct app *app, const struct screen *screen)
{
	return screen_open_to(app->session, screen);
}

const struct menu_entry *
section_of(struct app *app, const char *name)
{
	const struct screen *home = screen_get(app, "home");
	for (size_t i = 0; home && i < home->menu_count; i++)
		for (size_t j = 0; home->menu[i].screens && home->menu[i].screens[j]; j++)
			if (strcmp(home->menu[i].screens[j], name) == 0)
				return &home->menu[i];
	return NULL;
}

bool
screen_show(struct app *app, const struct screen *screen, const struct entrance *entrance)
{
	if (screen->kind == SCREEN_RECORD)
		return record_show(app, screen, entrance->filters);
	if (screen->kind == SCREEN_MENU)
		app_home(app);
	else
		list_open(app, screen, entrance->filters, entrance->order, entrance->quick);
	return true;
}

static bool
enter(struct app *app, const struct entrance *entrance)
{
	const struct screen *screen = entrance->screen;
	if (!screen_allowed(app, screen)) {
		app_refuse(app, "tui.no_right",
			   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
		return false;
	}
	if (again_needed(app, screen)) {
		again_open(app, entrance);
		return false; /* nor does what was typed ahead reach what is not open yet */
	}
	return screen_show(app, screen, entrance);
}

bool
screen_open(struct app *app, const char *name, const struct arg *filters)
{
	const struct screen *screen = screen_get(app, name);
	return screen && enter(app, &(struct entrance){ .screen = screen, .filters = filters });
}

bool
screen_ask(struct app *app, const struct ask *ask)
{
	return enter(app, &(struct entrance){ .screen = ask->screen,
					      .filters = ask->filters,
					      .order = ask->order,
					      .quick = ask->quick });
}

bool
record_open(struct app *app, const char *name, const char *key)
{
	const struct screen *screen = screen_get(app, name);
	const char *by = screen && screen->key ? screen->key : "id";
	return screen && screen_open(app, name, ARGS(ARG_TEXT(by, key)));
}
