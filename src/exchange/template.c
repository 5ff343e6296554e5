/* The empty file of a batch (CARD-08): headings as the clerk calls them, a line of examples that is
 * passed over.  Never over a file that is there: it may have been filled in. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/command.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct template
{
	struct arena *arena;
	const struct lang *lang;
	const struct command *command;
};

/* Its label in the language of who asks, unless that is another column's. */
static const char *
heading_of(const struct template *template, const struct layout_column *column)
{
	const char *label = column_words(template->lang, template->command, column);
	const char *folded = text_fold(template->arena, label ? label : "");

	for (const char *const *header = column->headers; *header; header++)
		if (strcmp(*header, folded) == 0)
			return label;
	return column->name;
}

static const char *
choice_words(const struct template *template, const struct param *param, size_t most)
{
	struct builder words = { .arena = template->arena };

	for (size_t i = 0; param->choices && param->choices[i] && i < most; i++) {
		builder_add(&words, i ? ", " : "");
		builder_add(&words, lang_choice(template->lang, param_vocabulary(param),
						param->choices[i]));
	}
	return builder_text(&words);
}

/* Of the line of examples: what hangs on a choice that the line does not make stays empty. */
static bool
applies(const struct template *template, const struct param *param)
{
	if (!param->only)
		return true;
	const char *name =
	    arena_copy_bytes(template->arena, param->only, strcspn(param->only, "="));
	const struct param *choice = param_find(template->command, name);
	if (!choice || !choice->choices)
		return true;
	const struct input line[] = { { name, choice->choices[0] }, { NULL, NULL } };
	return param_applies(template->command, param, line);
}

static const char *
example_of(const struct template *template, const struct layout_column *column)
{
	const struct param *param = column->param;
	const char *own =
	    arena_format(template->arena, "example.%s.%s", template->command->name, column->name);
	const char *common = arena_format(template->arena, "example.%s", column->name);
	const char *text = lang_first(template->lang, own, common, (const char *)NULL);

	if (!applies(template, param))
		return "";
	if (text)
		return text;
	if (param->choices)
		return choice_words(template, param, param->type == TYPE_LIST ? 2 : 1);
	text = lang_find(template->lang,
			 arena_format(template->arena, "example.type.%s", type_name(param->type)));
	return text ? text : "";
}

static const char *
values_of(const struct template *template, const struct layout_column *column)
{
	const struct param *param = column->param;
	const char *hint = lang_find(
	    template->lang, arena_format(template->arena, "form.hint.%s", type_name(param->type)));

	if (param->choices)
		return choice_words(template, param, SIZE_MAX);
	if (param->type == TYPE_BOOL)
		return lang_format(template->arena, template->lang, "template.answers", NULL);
	return hint ? hint : example_of(template, column);
}

/* ---- .csv ---- */

static void
write_line(FILE *file, const struct template *template, const struct layout *layout, bool examples)
{
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];
		const char *text =
		    examples ? example_of(template, column) : heading_of(template, column);

		if (examples && i == 0)
			text = arena_format(template->arena, "# %s", text);
		(void)fprintf(file, "%s%s", i ? ";" : "", csv_cell(template->arena, text));
	}
	(void)fputs("\r\n", file);
}

static bool
write_csv(int number, const struct template *template, const struct layout *layout)
{
	FILE *file = fdopen(number, "w");
	bool good = false;

	if (!file) {
		(void)close(number);
		return false;
	}
	(void)fputs("\xEF\xBB\xBF", file);
	write_line(file, template, layout, false);
	write_line(file, template, layout, true);
	errno = 0;
	good = fflush(file) == 0 && !ferror(file);
	return fclose(file) == 0 && good;
}

/* ---- .xlsx, by guichet-files ---- */

static const char *
make_job(const struct template *template, const struct layout *layout, const char *file)
{
	struct builder job = { .arena = template->arena };

	job_add(&job, "task", "template");
	job_add(&job, "file", file);
	job_add(&job, "name", template->command->name);
	job_add(&job, "title", command_title(template->lang, template->command));
	job_add(&job, "lang", lang_code(template->lang));
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *column = &layout->columns[i];
		const struct param *param = column->param;

		job_add(&job, "column", heading_of(template, column));
		job_add(&job, "type", type_name(param->type));
		job_add(&job, "mandatory", column->mandatory ? "yes" : NULL);
		job_add(&job, "example", example_of(template, column));
		job_add(&job, "values", values_of(template, column));
		for (const char *const *choice = param->type == TYPE_CHOICE ? param->choices : NULL;
		     choice && *choice; choice++)
			job_add(&job, "choice",
				lang_choice(template->lang, param_vocabulary(param), *choice));
	}
	return builder_text(&job);
}

static enum status
write_xlsx(const struct template *template, const struct layout *layout, const char *file,
	   struct error *error)
{
	struct helper helper = { .pid = 0 };
	struct frame frame = { .kind = JOB_PROGRESS };
	bool later = false;
	enum status status =
	    helper_start(template->arena, &helper, make_job(template, layout, file), error);

	if (status != STATUS_OK)
		return status;
	while (status == STATUS_OK && (later || frame.kind != JOB_DONE))
		status = helper_next(&helper, 100, &frame, &later, error);
	helper_end(&helper);
	return status;
}

/* Its name is given by a link, which takes no other file's place. */
static enum status
give_name(const char *temporary, const char *file, struct error *error)
{
	if (link(temporary, file) == 0)
		return STATUS_OK;
	if (errno == EEXIST)
		return error_set(error, STATUS_REFUSED, "file", "template.exists",
				 ARGS(ARG_TEXT("path", file)));
	return error_system(error, "exchange.write", file, errno);
}

static enum status
write_file(const struct template *template, const char *file, const char *temporary,
	   struct error *error)
{
	const struct layout *layout = layout_of_command(template->arena, template->command);
	const char *end = strrchr(file, '.');
	int number = -1;

	if (end && strcmp(end, ".xlsx") == 0)
		return write_xlsx(template, layout, temporary, error);
	number = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (number < 0 || !write_csv(number, template, layout))
		return error_system(error, "exchange.write", file, errno ? errno : EIO);
	return STATUS_OK;
}

enum status
template_file(struct session *session, const struct command *command, const char *file,
	      struct error *error)
{
	struct template template = { .arena = arena_new(),
				     .lang = session->lang,
				     .command = command };
	const char *temporary = NULL;
	struct stat present;
	enum status status = session_file(session, template.arena, file, &file, error);

	if (status != STATUS_OK) {
		arena_free(&template.arena);
		return status;
	}
	temporary = temporary_beside(template.arena, file);
	if (lstat(file, &present) == 0)
		status = error_set(error, STATUS_REFUSED, "file", "template.exists",
				   ARGS(ARG_TEXT("path", file)));
	if (status == STATUS_OK)
		status = write_file(&template, file, temporary, error);
	if (status == STATUS_OK)
		status = give_name(temporary, file, error);
	(void)unlink(temporary);
	arena_free(&template.arena);
	return status;
}
