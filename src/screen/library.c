/* Where screens come from: those compiled in, and those of screens_dir, which come first. */
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "screens/"

void
fault_tell(struct faults *faults, int line, const char *key, const struct arg *args)
{
	faults->count++;
	if (faults->tell)
		faults->tell(faults->context, faults->file, line, key, args);
}

static const char *
own_folder(const struct config *config)
{
	return config ? config_text(config, "screens_dir") : "";
}

const char *const *
screen_names(struct arena *arena, const struct config *config)
{
	return shipped_names(arena, FOLDER, own_folder(config));
}

const char *
screen_text(struct arena *arena, const struct config *config, const char *name, const char **file,
	    struct error *error)
{
	const char *text = shipped_text(arena, FOLDER, own_folder(config), name, file);
	if (!text && errno != ENOENT)
		error_system(error, "error.screen_unreadable", *file, errno);
	else if (!text)
		error_set(error, STATUS_USAGE, NULL, "error.screen_unknown",
			  ARGS(ARG_TEXT("screen", name)));
	return text;
}

/* The first fault of a file is the error of who wanted the screen; "guichet check" tells them all.
 */
struct first {
	struct error *error;
	bool told;
};

static void
note_first(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	struct first *first = context;
	(void)key, (void)args;
	if (!first->told)
		error_set(first->error, STATUS_FAILED, NULL, "error.screen_broken",
			  ARGS(ARG_TEXT("file", file), ARG_INT("line", line)));
	first->told = true;
}

enum status
screen_load(struct arena *arena, const struct config *config, const char *name,
	    const struct screen **screen, struct error *error)
{
	const char *file;
	const char *text = screen_text(arena, config, name, &file, error);
	*screen = NULL;
	if (!text)
		return error ? error->status : STATUS_FAILED;
	struct first first = { .error = error };
	struct faults faults = { .tell = note_first, .context = &first, .file = file };
	*screen = screen_read(arena, file, text, &faults);
	if (!faults.count)
		return STATUS_OK;
	*screen = NULL;
	return STATUS_FAILED;
}

struct screen_face
screen_face(const struct screen *screen)
{
	return (struct screen_face){
		.name = screen->name,
		.kind = screen->kind,
		.right = screen->right,
		.own = screen->own,
		.house = screen->view && !screen->scope && !screen->own && !screen->everybody,
	};
}

static const struct embedded_screen *
embedded_screen(const char *name)
{
	for (const struct embedded_screen *known = embedded_screens; known->name; known++)
		if (!strcmp(known->name, name))
			return known;
	return NULL;
}

static struct screen_face
face_embedded(const struct embedded_screen *known)
{
	struct screen screen = { .name = known->name,
				 .right = known->right,
				 .scope = known->scope,
				 .view = known->view ? "" : NULL };
	if (known->kind)
		screen.kind = (enum screen_kind)screen_kind_named(known->kind);
	screen_complete_scope(&screen);
	return screen_face(&screen);
}

bool
screen_face_known(const struct config *config, const char *name, struct screen_face *face)
{
	const bool own = *own_folder(config) != '\0';
	const struct embedded_screen *known = own ? NULL : embedded_screen(name);
	if (known)
		*face = face_embedded(known);
	return known;
}

const struct column *
screen_column(const struct screen *screen, const char *field)
{
	for (size_t i = 0; i < screen->column_count; i++)
		if (!strcmp(screen->columns[i].field, field))
			return &screen->columns[i];
	return NULL;
}

const struct filter *
screen_filter(const struct screen *screen, const char *name)
{
	for (size_t i = 0; i < screen->filter_count; i++)
		if (!strcmp(screen->filters[i].name, name))
			return &screen->filters[i];
	return NULL;
}

enum type
filter_type(const struct filter *filter)
{
	bool answer = filter->op == FILTER_BOOL || filter->op == FILTER_KNOWN ||
		      filter->op == FILTER_FUTURE || filter->op == FILTER_PAST;
	return answer ? TYPE_BOOL : filter->type;
}

const char *
face_title(const struct lang *lang, const struct screen_face *face)
{
	char key[128];
	snprintf(key, sizeof key, "screen.%s.title", face->name);
	return lang_text(lang, key);
}

const char *
screen_title(const struct lang *lang, const struct screen *screen)
{
	return face_title(lang, &(struct screen_face){ .name = screen->name });
}

const char *
column_label(const struct lang *lang, const struct screen *screen, const struct column *column)
{
	char own[128], common[128];
	snprintf(own, sizeof own, "screen.%s.field.%s", screen->name, column->field);
	snprintf(common, sizeof common, "field.%s", column->field);
	const char *text = lang_first(lang, own, common, (const char *)NULL);
	return text ? text : column->field;
}

const char *
column_heading(const struct lang *lang, const struct screen *screen, const struct column *column)
{
	char own[128], label[128], common[128];
	snprintf(own, sizeof own, "screen.%s.column.%s", screen->name, column->field);
	snprintf(label, sizeof label, "screen.%s.field.%s", screen->name, column->field);
	snprintf(common, sizeof common, "column.%s", column->field);
	const char *text = lang_first(lang, own, label, common, (const char *)NULL);
	return text ? text : column_label(lang, screen, column);
}

const char *
filter_label(const struct lang *lang, const struct screen *screen, const struct filter *filter)
{
	char own[128], label[128], named[128], common[128];
	snprintf(own, sizeof own, "screen.%s.filter.%s", screen->name, filter->name);
	snprintf(label, sizeof label, "screen.%s.field.%s", screen->name, filter->name);
	snprintf(named, sizeof named, "field.%s", filter->name);
	snprintf(common, sizeof common, "field.%s", filter->field);
	const char *text = lang_first(lang, own, label, named, common, (const char *)NULL);
	return text ? text : filter->name;
}
