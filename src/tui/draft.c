/* ACC-12: a form that was being filled when the link was lost, kept for its user's next sign-in.
 * One line a text: "=command", "@key", "#label", "!name=text" for what was given, "name=text" for
 * what was typed. */
#include "form.h"

#include <guichet/identifier.h>
#include <guichet/store.h>
#include <string.h>

#define DRAFTS_MOST 8
#define GIVEN_MOST 96 /* parameters */

/* A line is one text, whatever it holds. */
static void
write_pair(struct builder *out, const char *mark, const char *name, const char *text)
{
	builder_format(out, "%s%s=", mark, name);
	for (; *text != '\0'; text++) {
		if (*text == '\n' || *text == '\\')
			builder_add(out, *text == '\n' ? "\\n" : "\\\\");
		else
			builder_add_bytes(out, text, 1);
	}
	builder_add(out, "\n");
}

static const char *
read_text(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };

	for (; *text != '\0'; text++) {
		const bool marked = *text == '\\' && text[1] != '\0';

		text += marked;
		builder_add_bytes(&out, marked && *text == 'n' ? "\n" : text, 1);
	}
	return builder_text(&out);
}

static void
write_input(struct builder *out, const char *mark, const struct input *input)
{
	for (; input->name != NULL; input++) {
		if (input->text != NULL && input->text[0] != '\0')
			write_pair(out, mark, input->name, input->text);
	}
}

/* Secrets are never kept; of a record that is changed, what differs from it.  False: nothing was
 * typed besides. */
static bool
write_typed(struct builder *out, const struct sheet *sheet)
{
	const size_t before = out->size;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct entry *entry = &sheet->entries[i];
		const char *text = entry_text(entry, out->arena);
		const bool kept = sheet->marks ? entry_changed(entry, out->arena) : text[0] != '\0';

		if (kept && (entry->param->flags & PARAM_SECRET) == 0)
			write_pair(out, "", entry->param->name,
				   payment_number_mask(out->arena, text)); /* PAY-04 */
	}
	return out->size > before;
}

void
form_keep_draft(struct form *form)
{
	struct app *app = form->app;
	const struct run *run = &form->runs[0];
	struct builder out = { .arena = app->scratch };
	const char *name;

	if (app->session->account == 0 || form->target_count > 1)
		return;
	builder_format(&out, "=%s\n", form->command->name);
	if (run->key != NULL)
		builder_format(&out, "@%s\n#%s\n", run->key, run->label == NULL ? "" : run->label);
	write_input(&out, "!", run->given);
	if (!write_typed(&out, &form->sheet))
		return;
	name = form->draft != NULL ? form->draft
				   : arena_format(app->scratch, "%s/%s", form->command->name,
						  run->key == NULL ? run->request : run->key);
	app_run(app, "draft.keep",
		(const struct input[]){ { .name = "name", .text = name },
					{ .name = "content", .text = builder_text(&out) },
					{ .name = NULL } },
		NULL);
}

void
form_drop_draft(struct app *app, const char *name)
{
	app_run(app, "draft.drop",
		(const struct input[]){ { .name = "name", .text = name }, { .name = NULL } }, NULL);
}

/* --- taking one up --- */

struct draft {
	const char *name, *at;
	const struct command *command;
	const char *key, *label;
	struct input given[GIVEN_MOST], typed[GIVEN_MOST];
	size_t given_count, typed_count;
};

struct resuming {
	struct draft *drafts;
	size_t count;
};

static void
read_pair(struct arena *arena, const char *line, struct input *list, size_t *count)
{
	const char *equals = strchr(line, '=');

	if (equals == NULL || *count + 1 >= GIVEN_MOST)
		return;
	list[(*count)++] =
	    (struct input){ .name = arena_copy_bytes(arena, line, (size_t)(equals - line)),
			    .text = read_text(arena, equals + 1) };
}

static void
read_line(struct arena *arena, const char *line, struct draft *draft)
{
	switch (line[0]) {
	case '=':
		draft->command = command_find(line + 1);
		break;
	case '@':
		draft->key = arena_copy(arena, line + 1);
		break;
	case '#':
		draft->label = arena_copy(arena, line + 1);
		break;
	case '!':
		read_pair(arena, line + 1, draft->given, &draft->given_count);
		break;
	default:
		read_pair(arena, line, draft->typed, &draft->typed_count);
		break;
	}
}

static void
read_draft(struct arena *arena, const char *content, struct draft *draft)
{
	while (*content != '\0') {
		const size_t size = strcspn(content, "\n");

		read_line(arena, arena_copy_bytes(arena, content, size), draft);
		content += size + (content[size] != '\0');
	}
}

/* Its record is there, and still of a customer of his. */
static bool
is_seen(struct app *app, const struct draft *draft)
{
	struct record record = { .id = 0 };
	const char *kind = NULL;
	struct error error;

	return draft->key == NULL ||
	       (param_first_record(app->scratch, app->session, draft->command, draft->given,
				   &record, &kind, &error) == STATUS_OK &&
		record.id != 0);
}

static void
drop_unseen(struct app *app, struct resuming *resuming)
{
	size_t kept = 0;

	for (size_t i = 0; i < resuming->count; i++) {
		if (is_seen(app, &resuming->drafts[i]))
			resuming->drafts[kept++] = resuming->drafts[i];
	}
	resuming->count = kept;
}

static void
read_drafts(struct app *app, struct arena *arena, struct resuming *resuming)
{
	struct cursor *cursor;

	resuming->drafts = arena_array(arena, DRAFTS_MOST, sizeof *resuming->drafts);
	if (store_select(app->session->store, SQL_TUI_DRAFTS,
			 ARGS(ARG_INT("account", app->session->account)), &cursor,
			 NULL) != STATUS_OK)
		return;
	while (resuming->count < DRAFTS_MOST && cursor_next(cursor)) {
		struct draft *draft = &resuming->drafts[resuming->count];

		*draft = (struct draft){ .name = arena_copy(arena, cursor_text(cursor, 0)),
					 .at = arena_copy(arena, cursor_text(cursor, 2)) };
		read_draft(arena, cursor_text(cursor, 1), draft);
		if (draft->command != NULL)
			resuming->count++;
	}
	cursor_close(&cursor, NULL);
	drop_unseen(app, resuming);
}

static void
take_up(struct app *app, const struct draft *draft)
{
	const struct target target = { .key = draft->key,
				       .label = draft->label == NULL ? draft->key : draft->label,
				       .input = draft->given };
	const struct form_request request = { .command = draft->command,
					      .targets = &target,
					      .count = draft->key == NULL ? 0 : 1 };
	struct form_request filled;
	struct error error;
	struct form *form;

	error_clear(&error);
	if (execute_allowed(app->session, draft->command, &error) != STATUS_OK) {
		app_error(app, &error);
		return;
	}
	/* Its version is the one the draft was typed on: who has saved since is told (R15). */
	if (!form_fill(app, &request, false, &filled))
		return;
	form = form_new(app, &filled);
	form->draft = arena_copy(form->pane->arena, draft->name);
	for (size_t i = 0; i < draft->typed_count; i++) {
		struct entry *entry = sheet_entry(&form->sheet, draft->typed[i].name);

		/* A list as it was typed, what is no code of it as well. */
		if (entry != NULL && entry_several(entry)) {
			field_set(&entry->field, draft->typed[i].text);
			several_tidy(entry, app->scratch);
		} else if (entry != NULL) {
			entry_set(entry, draft->typed[i].text);
		}
	}
	sheet_settle(&form->sheet);
}

static void offer(struct app *app, struct resuming *resuming);

static enum reaction
chosen(struct app *app, void *context, int answer)
{
	struct resuming *resuming = context;
	const struct draft draft = resuming->drafts[0];

	if (answer == 0) {
		take_up(app, &draft);
		return REDRAW;
	}
	if (answer == 2)
		return REDRAW;
	form_drop_draft(app, draft.name);
	resuming->drafts++;
	if (--resuming->count > 0)
		offer(app, resuming);
	return REDRAW;
}

static void
offer(struct app *app, struct resuming *resuming)
{
	const struct draft *draft = &resuming->drafts[0];
	const struct lang *lang = app_lang(app);
	const struct value at = value_text(TYPE_STAMP, draft->at);
	const char *line =
	    lang_format(app->scratch, lang, draft->label == NULL ? "draft.new" : "draft.of",
			ARGS(ARG_TEXT("command", command_title(lang, draft->command)),
			     ARG_TEXT("record", draft->label),
			     ARG_TEXT("at", value_format(app->scratch, lang, &at))));
	const char *choices[] = { lang_text(lang, "draft.take_up"), lang_text(lang, "draft.drop"),
				  lang_text(lang, "draft.later"), NULL };

	ask_digit(app, &(struct question){ .title = lang_text(lang, "draft.title"),
					   .lines = &line,
					   .line_count = 1,
					   .choices = choices,
					   .done = chosen,
					   .context = resuming });
}

void
form_resume(struct app *app)
{
	struct resuming *resuming;

	if (app->session->account == 0)
		return;
	resuming = arena_alloc(app->arena, sizeof *resuming);
	read_drafts(app, app->arena, resuming);
	if (resuming->count > 0)
		offer(app, resuming);
}
