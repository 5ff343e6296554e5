/* The message line, and what an error does to what was typed ahead. */
#include "tui.h"

#include <stdio.h>
#include <string.h>

#include <guichet/date.h>

#define HUSH_MS 300 /* a hand that stops this long has seen the screen */

const struct lang *
app_lang(const struct app *app)
{
	return app->session->lang;
}

static void
message_set(struct app *app, enum tone tone, const char *text)
{
	snprintf(app->message, sizeof app->message, "%s", text);
	app->tone = tone;
	app->message_seen = false;
}

void
app_message(struct app *app, enum tone tone, const char *key, const struct arg *args)
{
	message_set(app, tone, lang_format(app->scratch, app_lang(app), key, args));
}

void
app_error(struct app *app, const struct error *error)
{
	message_set(app, TONE_ERROR, error_text(app->scratch, app_lang(app), error));
	app_drop_typed_ahead(app);
}

void
app_trouble(struct app *app, const struct error *error)
{
	message_set(app, TONE_ERROR, error_text(app->scratch, app_lang(app), error));
}

void
app_refuse(struct app *app, const char *key, const struct arg *args)
{
	app_message(app, TONE_ERROR, key, args);
	app_drop_typed_ahead(app);
}

/* Each said line in the language of who reads. */
static const char *const *
said_lines(struct app *app, struct arena *arena, const struct outcome *outcome, size_t *count)
{
	const char **lines = arena_array(arena, outcome->said_count + 1, sizeof *lines);
	for (size_t i = 0; i < outcome->said_count; i++)
		lines[i] =
		    lang_format(arena, app_lang(app), outcome->said[i].key, outcome->said[i].args);
	*count = outcome->said_count;
	return lines;
}

void
app_outcome(struct app *app, const struct outcome *outcome)
{
	size_t count = 0;
	struct builder text = { .arena = app->scratch };
	enum tone tone = TONE_GOOD;
	if (outcome->error.status != STATUS_OK) {
		app_error(app, &outcome->error);
		return;
	}
	const char *const *lines = said_lines(app, app->scratch, outcome, &count);
	for (size_t i = 0; i < count; i++) {
		builder_format(&text, "%s%s", text.size ? "  " : "", lines[i]);
		if (outcome->said[i].warning)
			tone = TONE_WARNING;
	}
	if (count)
		message_set(app, tone, builder_text(&text));
	else
		app_message(app, TONE_GOOD, outcome->unchanged ? "tui.unchanged" : "tui.done",
			    NULL);
}

void
app_hush(struct app *app)
{
	app->quiet = milliseconds() + HUSH_MS;
}

void
app_drop_typed_ahead(struct app *app)
{
	struct key key;
	const char *paste;
	int dropped = app->feeding ? 1 : 0;
	app->feeding = false;
	term_beep();
	for (enum event event = term_event(0, true, &key, &paste);
	     event == EVENT_KEY || event == EVENT_PASTE; event = term_event(0, true, &key, &paste))
		dropped++;
	if (!dropped)
		return;
	size_t used = strlen(app->message);
	snprintf(app->message + used, sizeof app->message - used, "%s%s", used ? "  " : "",
		 lang_text(app_lang(app), "tui.dropped"));
	app_hush(app);
}

void
app_feed(struct app *app, struct key key)
{
	app->fed = key;
	app->feeding = true;
}

bool
app_run(struct app *app, const char *command, const struct input *input, struct outcome *outcome)
{
	char request[REQUEST_SIZE];
	struct outcome told = { .said_count = 0 };
	const struct command *found = command_find(command);
	if (!found) {
		app_refuse(app, "tui.no_command", ARGS(ARG_TEXT("command", command)));
		return false;
	}
	request_id(request);
	enum status status = execute(app->session, found, input, request, RUN, app->scratch, &told);
	if (status != STATUS_OK)
		app_error(app, &told.error);
	if (outcome)
		*outcome = told;
	return status == STATUS_OK;
}
