#include "pressed.h"

#include "fixture.h"

struct app pressed_app;
struct form *pressed_form;

int
pressed_open(void **state, const struct command *command)
{
	struct fixture *f;

	if (fixture_open(state) != 0)
		return -1;
	f = *state;
	pressed_app = (struct app){ .session = f->clerk,
				    .config = f->config,
				    .arena = arena_new(),
				    .scratch = arena_new() };
	form_open(&pressed_app, &(struct form_request){ .command = command });
	pressed_form = pressed_app.top->state;
	return 0;
}

int
pressed_close(void **state)
{
	while (pressed_app.top != NULL)
		app_pop(&pressed_app, pressed_app.top);
	arena_free(&pressed_app.scratch);
	arena_free(&pressed_app.arena);
	return fixture_close(state);
}

static void
send_key(struct key key)
{
	struct pane *pane = pressed_app.top;

	arena_reset(pressed_app.scratch);
	pressed_app.message[0] = '\0';
	if ((pane->ops->key(&pressed_app, pane, &key) & CLOSE) == CLOSE)
		app_pop(&pressed_app, pane);
}

void
press(enum action action)
{
	send_key((struct key){ .action = action });
}

void
type(const char *text)
{
	for (; *text != '\0'; text++)
		send_key((struct key){ .text = { *text } });
}

struct entry *
field(const char *name)
{
	struct entry *entry = sheet_entry(&pressed_form->sheet, name);

	assert_non_null(entry);
	return entry;
}

void
go(const char *name)
{
	sheet_go(&pressed_form->sheet, (size_t)(field(name) - pressed_form->sheet.entries));
}

const char *
held(const char *name)
{
	return entry_text(field(name), pressed_app.scratch);
}
