/* MSG-01: what is to be sent becomes a row of the outbox, in the transaction of what caused it. */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/messages.h>
#include <guichet/secret.h>
#include <guichet/sms.h>

/* A code that nobody gave a time to does not wait for ever. */
enum { CODE_SECONDS = 48 * 3600 };

/* The arguments with bullets for the one nobody but the receiver may read. */
static const struct arg *
args_hidden(struct work *work, const struct letter *letter)
{
	size_t count = 0;

	if (letter->secret == NULL)
		return letter->args;
	while (letter->args[count].name != NULL)
		count++;
	struct arg *hidden = arena_array(work->arena, count + 1, sizeof *hidden);
	memcpy(hidden, letter->args, (count + 1) * sizeof *hidden);
	for (size_t i = 0; i < count; i++)
		if (strcmp(hidden[i].name, letter->secret) == 0)
			hidden[i] = (struct arg)ARG_TEXT(letter->secret, "••••••");
	return hidden;
}

static enum status
seal_text(struct work *work, const struct letter *letter, int64_t id, const char *text,
	  const char **sealed)
{
	*sealed = NULL;
	if (letter->secret == NULL)
		return STATUS_OK;
	return secret_seal_hex(work->arena, store_keys(work->session->store), "outbox", "secret",
			       id, text, sealed, &work->ledger->error);
}

static const char *
letter_text(struct work *work, const struct letter *letter, const struct lang *lang,
	    const char *part, const struct arg *args)
{
	const char *key =
	    arena_format(work->arena, "message.%s.%s.%s", letter->kind, letter->channel, part);

	if (strcmp(part, "subject") == 0 && lang_find(lang, key) == NULL)
		return NULL;
	return lang_format(work->arena, lang, key, args);
}

/* What is shown is spelt as what is sent, whatever the bullets in it. */
static void
spell(struct arena *arena, const char **text, const char **body)
{
	const char *sent = sms_text(arena, *text);

	if (sent != *text)
		*body = sms_spell(arena, *body);
	*text = sent;
}

/* Counted as it will be read, not with its bullets, which no network has among its signs. */
static int64_t
count_parts(const struct letter *letter, const char *text)
{
	return strcmp(letter->channel, "sms") == 0 ? (int64_t)sms_measure(text).parts : 0;
}

static const char *
deadline_of(struct work *work, const struct letter *letter)
{
	if (letter->deadline != NULL || letter->secret == NULL)
		return letter->deadline;
	return stamp_add(work->arena, work->now, CODE_SECONDS);
}

/* Their bytes are beside the store before the commit, as papers are. */
static enum status
attach(struct work *work, const struct letter *letter, int64_t id)
{
	enum status status = STATUS_OK;
	int64_t position = 0;

	for (const struct document *file = letter->files;
	     status == STATUS_OK && file != NULL && file->hash != NULL; file++) {
		status = work_run(work, SQL_OUTBOX_ATTACH,
				  ARGS(ARG_INT("message", id), ARG_INT("position", ++position),
				       ARG_TEXT("name", file->name), ARG_TEXT("media", file->media),
				       ARG_INT("size", (int64_t)file->size),
				       ARG_TEXT("hash", file->hash)));
		if (status == STATUS_OK && !work->preview)
			status = document_keep(work->session->store, file, &work->ledger->error);
	}
	return status;
}

static enum status
add_row(struct work *work, const struct letter *letter, const struct lang *lang, int64_t id)
{
	const struct arg *shown = args_hidden(work, letter);
	const char *text = letter_text(work, letter, lang, "body", letter->args);
	const char *body = letter_text(work, letter, lang, "body", shown);
	const char *sealed = NULL;
	if (strcmp(letter->channel, "sms") == 0)
		spell(work->arena, &text, &body);
	enum status status = seal_text(work, letter, id, text, &sealed);

	if (status != STATUS_OK)
		return status;
	return work_run(work, SQL_OUTBOX_ADD,
			ARGS(ARG_INT("new_id", id), ARG_TEXT("channel", letter->channel),
			     ARG_TEXT("recipient", letter->to),
			     ARG_TEXT("language", lang_code(lang)), ARG_TEXT("kind", letter->kind),
			     ARG_TEXT("subject", letter_text(work, letter, lang, "subject", shown)),
			     ARG_TEXT("body", body), id_or_null("customer", letter->customer),
			     id_or_null("card", letter->card),
			     id_or_null("authorisation", letter->authorisation),
			     id_or_null("invoice", letter->invoice),
			     ARG_TEXT("sealed_kind", letter->sealed_kind),
			     id_or_null("sealed_id", letter->sealed_id), ARG_TEXT("secret", sealed),
			     ARG_INT("coded", letter->secret != NULL),
			     id_or_null("parts", count_parts(letter, text)),
			     ARG_STAMP("deadline", deadline_of(work, letter))));
}

/* A handler and data/reference/messages.csv disagree: a text that the host wrote by the table would
 * be sent with a gap in it. */
static void
must_fit(struct work *work, const struct letter *letter)
{
	const char *lacking = message_lacks(work->arena, letter->kind, letter->args);

	if (lacking == NULL)
		return;
	fprintf(stderr, "guichet: message %s: no field %s\n", letter->kind, lacking);
	abort();
}

enum status
work_queue(struct work *work, const struct letter *letter, bool *queued)
{
	const struct lang *lang = lang_get(letter->language);
	int64_t id = 0;

	if (queued != NULL)
		*queued = false;
	must_fit(work, letter);
	if (letter->to == NULL || letter->to[0] == '\0')
		return STATUS_OK;
	enum status status = work_new_id(work, "outbox", &id);
	if (status == STATUS_OK)
		status = add_row(work, letter, lang != NULL ? lang : lang_get(lang_codes[0]), id);
	if (status == STATUS_OK)
		status = attach(work, letter, id);
	if (status == STATUS_OK && queued != NULL)
		*queued = true;
	if (status == STATUS_OK && letter->id != NULL)
		*letter->id = id;
	return status;
}
