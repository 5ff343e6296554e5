/* What is asked of a screen, as one line of text and back; all rows of it, and their number. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/store.h>
#include <string.h>

static const struct filter *
filter_called(const struct lang *lang, const struct screen *screen, const char *name)
{
	const struct filter *found = screen_filter(screen, name);
	for (size_t i = 0; !found && i < screen->filter_count; i++)
		if (text_equal_fold(filter_label(lang, screen, &screen->filters[i]), name))
			found = &screen->filters[i];
	return found;
}

/* A word ends at a blank outside quotes; the quotes are dropped. */
static const char *
next_word(struct arena *arena, const char **line)
{
	struct builder word = { .arena = arena };
	bool quoted = false;
	const char *at = *line;
	while (*at == ' ' || *at == '\t')
		at++;
	for (; *at && (quoted || (*at != ' ' && *at != '\t')); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			builder_add_bytes(&word, at, 1);
	}
	*line = at;
	return builder_text(&word);
}

struct filters {
	struct arg *list;
	size_t count;
};

static void
set_filter(struct filters *filters, const char *name, const char *text)
{
	for (size_t i = 0; i < filters->count; i++)
		if (!strcmp(filters->list[i].name, name)) {
			filters->list[i].value = value_text(TYPE_TEXT, text);
			return;
		}
	filters->list[filters->count++] =
	    (struct arg){ .name = name, .value = value_text(TYPE_TEXT, text) };
}

enum status
ask_parse(struct arena *arena, const struct lang *lang, const struct screen *screen,
	  const char *line, struct ask *ask, struct error *error)
{
	struct filters filters = { .list = arena_array(arena, screen->filter_count + 1,
						       sizeof *filters.list) };
	struct builder quick = { .arena = arena };
	*ask = (struct ask){ .screen = screen };
	for (;;) {
		const char *word = next_word(arena, &line);
		if (!*word)
			break;
		size_t size = strcspn(word, ":=");
		const struct filter *filter = NULL;
		if (size && word[size])
			filter = filter_called(lang, screen, arena_copy_bytes(arena, word, size));
		if (filter) {
			set_filter(&filters, filter->name, word + size + 1);
		} else if (size && word[size]) {
			const char *name = arena_copy_bytes(arena, word, size);
			return error_set(error, STATUS_USAGE, name, "error.filter_unknown",
					 ARGS(ARG_TEXT("filter", name)));
		} else {
			builder_add(&quick, quick.size ? " " : "");
			builder_add(&quick, word);
		}
	}
	ask->filters = filters.list;
	ask->quick = quick.size ? builder_text(&quick) : NULL;
	return STATUS_OK;
}

const char *
ask_text(struct arena *arena, const struct lang *lang, const struct ask *ask)
{
	struct builder line = { .arena = arena };
	for (const struct arg *arg = ask->filters; arg && arg->name; arg++) {
		const struct filter *filter = screen_filter(ask->screen, arg->name);
		const char *text = value_raw(arena, &arg->value);
		if (!*text || (filter && filter->silent))
			continue;
		const char *label = filter ? filter_label(lang, ask->screen, filter) : arg->name;
		if (strpbrk(label, " :=\""))
			label = arg->name;
		const char *quote = strpbrk(text, " \t") ? "\"" : "";
		builder_format(&line, "%s%s:%s%s%s", line.size ? " " : "", label, quote, text,
			       quote);
	}
	if (ask->quick && *ask->quick)
		builder_format(&line, "%s%s", line.size ? " " : "", ask->quick);
	return builder_text(&line);
}

static bool
is_near(const struct ask *ask)
{
	const struct filter *filter = near_filter(ask->screen);
	for (const struct arg *arg = ask->filters; filter && arg && arg->name; arg++)
		if (!strcmp(arg->name, filter->name) && arg->value.text && *arg->value.text)
			return true;
	return false;
}

const char *
ask_in_order(const struct ask *ask)
{
	if (ask->order)
		return ask->order;
	return is_near(ask) ? near_filter(ask->screen)->field : ask->screen->order;
}

bool
ask_shows(const struct ask *ask, const struct column *column)
{
	return !column->hidden && !column->silent && (!column->near || is_near(ask));
}

const char *const *
ask_shown(struct arena *arena, const struct session *session, const struct ask *ask)
{
	const struct screen *screen = ask->screen;
	const char **fields = arena_array(arena, screen->column_count + 1, sizeof *fields);
	size_t count = 0;
	for (size_t i = 0; i < screen->column_count; i++)
		if (ask_shows(ask, &screen->columns[i]) &&
		    column_open_to(session, &screen->columns[i]))
			fields[count++] = screen->columns[i].field;
	return fields;
}

/* The screen's own columns, without those read only for its bindings. */
static const char *const *
columns_of(struct arena *arena, const struct screen *screen)
{
	const char **fields = arena_array(arena, screen->column_count + 1, sizeof *fields);
	size_t count = 0;
	for (size_t i = 0; i < screen->column_count; i++)
		if (!screen->columns[i].silent)
			fields[count++] = screen->columns[i].field;
	return fields;
}

static enum status
columns_known(const struct screen *screen, const char *const *fields, struct error *error)
{
	for (; *fields; fields++)
		if (!screen_column(screen, *fields))
			return error_set(error, STATUS_USAGE, "columns", "error.column_unknown",
					 ARGS(ARG_TEXT("column", *fields)));
	return STATUS_OK;
}

enum status
ask_check(const struct session *session, const struct ask *ask, struct arena *arena,
	  struct error *error)
{
	struct plan plan;
	return plan_make(arena, session, ask, &plan, error);
}

enum status
ask_select(const struct session *session, const struct ask *ask, int64_t limit, struct arena *arena,
	   struct cursor **cursor, struct error *error)
{
	struct plan plan;
	struct reading reading = { .fields = ask->columns };
	if (!reading.fields)
		reading.fields = columns_of(arena, ask->screen);
	enum status status = plan_make(arena, session, ask, &plan, error);
	if (!status)
		status = columns_known(ask->screen, reading.fields, error);
	if (status)
		return status;
	const struct reach reach = { .most = limit > 0 ? limit : INT64_MAX };
	return query_rows(arena, &plan, &reading, &reach, cursor, error);
}

enum status
ask_count(const struct session *session, const struct ask *ask, int64_t most, struct arena *arena,
	  int64_t *count, struct error *error)
{
	struct plan plan;
	enum status status = plan_make_counted(arena, session, ask, &plan, error);
	if (status)
		return status;
	status = query_count(arena, &plan, NULL, most, count, error);
	if (!status && *count > most && query_has_tally(&plan))
		status = query_tally(arena, &plan, count, error);
	return status;
}

void
near_told(const struct column *column, struct value *value)
{
	if (column->near && value->known)
		value->number = (geo_metres(value->number) + 5) / 10 * 10;
}

void
cursor_get(const struct cursor *cursor, int index, const struct column *column, struct value *value)
{
	cursor_read(cursor, index, value);
	near_told(column, value);
}

struct value
column_nothing(const struct column *column)
{
	return (struct value){ .type = column->type, .vocabulary = column->vocabulary };
}

struct value
cursor_value(const struct cursor *cursor, int index, const struct column *column)
{
	struct value value = column_nothing(column);
	cursor_get(cursor, index, column, &value);
	return value;
}

struct value
cursor_value_kept(const struct cursor *cursor, int index, const struct column *column,
		  struct arena *arena)
{
	struct value value = column_nothing(column);
	cursor_keep(cursor, index, arena, &value);
	near_told(column, &value);
	return value;
}

enum status
ask_first(const struct session *session, const struct ask *ask, const char *field,
	  struct arena *arena, struct value *value, struct error *error)
{
	const char *const columns[] = { field, NULL };
	const struct column *column = screen_column(ask->screen, field);
	struct cursor *cursor = NULL;
	struct ask one = *ask;
	one.columns = columns;
	*value = value_text(TYPE_TEXT, NULL);
	enum status status = ask_select(session, &one, 1, arena, &cursor, error);
	if (status)
		return status;
	if (cursor_next(cursor) && column) {
		*value = cursor_value(cursor, 0, column);
		value->text = value->known ? arena_copy(arena, value->text) : NULL;
	}
	return cursor_close(&cursor, error);
}
