/* The files a command is given: read and checked before the gate is taken, for a disk that hangs
 * must not hold everybody; kept beside the store before the rows that tell of them are. */
#include "private.h"

#include <stdio.h>

#include <guichet/arena.h>
#include <guichet/config.h>

static struct paper *
paper_of(struct ledger *ledger, const struct param *param)
{
	for (size_t i = 0; i < ledger->paper_count; i++)
		if (ledger->papers[i].param == param)
			return &ledger->papers[i];
	return NULL;
}

enum status
paper_check(struct arena *arena, const struct session *session, const char *path,
	    struct document *document, struct error *error)
{
	const size_t most = (size_t)config_int(session->config, "document.most_mib") << 20;
	const char *place = NULL;
	const enum status status = session_file(session, arena, path, &place, error);
	return status == STATUS_OK ? document_read(arena, place, most, document, error) : status;
}

static struct paper *
paper_add(struct work *work, const struct param *param, const char *path)
{
	struct ledger *ledger = work->ledger;
	if (ledger->paper_count == PAPERS_MOST)
		return NULL;
	struct paper *paper = &ledger->papers[ledger->paper_count++];
	*paper = (struct paper){ .param = param };
	if ((param->flags & PARAM_MADE) != 0)
		document_made(work->arena, path,
			      (size_t)config_int(work->session->config, "export.mail_most_mib")
				  << 20,
			      &paper->document, &paper->error);
	else
		paper_check(work->arena, work->session, path, &paper->document, &paper->error);
	return paper;
}

void
papers_read(struct work *work, const struct input *input)
{
	const struct command *command = work->command;
	for (const struct param *p = command->params; p != NULL && p->name != NULL; p++) {
		const char *path = p->type == TYPE_FILE ? input_given(input, p->name) : NULL;
		if (path != NULL)
			paper_add(work, p, path);
	}
}

enum status
papers_take(struct work *work, const struct param *param, const char *path,
	    struct document *document)
{
	const struct paper *paper = paper_of(work->ledger, param);
	if (paper == NULL)
		paper = paper_add(work, param, path);
	if (paper == NULL)
		return error_set(&work->ledger->error, STATUS_USAGE, param->name, "error.text",
				 NULL);
	*document = paper->document;
	if (paper->error.status != STATUS_OK) {
		work->ledger->error = paper->error;
		snprintf(work->ledger->error.param, sizeof work->ledger->error.param, "%s",
			 param->name);
	}
	return paper->error.status;
}

enum status
papers_keep(struct work *work)
{
	struct ledger *ledger = work->ledger;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < ledger->paper_count && status == STATUS_OK; i++)
		if (ledger->papers[i].document.hash != NULL)
			status = document_keep(work->session->store, &ledger->papers[i].document,
					       &ledger->error);
	return status;
}
