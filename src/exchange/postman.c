/* What the postman reads of a message, and what he tells of it. */
#include "deliver.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { AGAIN_MOST = 7, FILES_MOST = 16 };

/* ---- what is told to the store ---- */

enum status
postman_tell(struct postman *postman, const char *command, const struct input *input,
	     const char **key, struct error *error)
{
	struct outcome outcome;
	enum status status = execute(postman->session, command_find(command), input, NULL, RUN,
				     postman->arena, &outcome);

	if (key)
		*key = status == STATUS_OK ? outcome.key : NULL;
	if (status == STATUS_REFUSED)
		return STATUS_OK;
	if (status != STATUS_OK)
		*error = outcome.error;
	return status;
}

bool
postman_over(const struct postman *postman, int64_t tries)
{
	return tries >= AGAIN_MOST + config_int(postman->session->config, "message.keep_hours");
}

const char *
error_arg(struct arena *arena, const struct error *error, const char *name)
{
	for (int i = 0; i < error->count; i++)
		if (strcmp(error->args[i].name, name) == 0)
			return error->args[i].type == TYPE_INT
				   ? arena_format(arena, "%" PRId64, error->args[i].number)
				   : arena_copy(arena, text_clean(arena, error->args[i].text));
	return "";
}

enum status
postman_fault(struct postman *postman, int64_t id, const char *owner, bool over,
	      const struct handing *handing, struct error *error)
{
	struct arena *arena = postman->arena;
	const struct error *reason = &handing->reason;
	const struct input input[] = { { "message", arena_format(arena, "%" PRId64, id) },
				       { "owner", owner },
				       { "error", arena_copy(arena, reason->key) },
				       { "path", error_arg(arena, reason, "path") },
				       { "reason", error_arg(arena, reason, "reason") },
				       { "doubtful", handing->doubtful ? "yes" : "no" },
				       { .name = NULL } };

	return postman_tell(postman, over ? "message.failed" : "message.retry", input, NULL, error);
}

enum handed
handing_fault(const struct error *error)
{
	if (error->status == STATUS_REFUSED)
		return HANDED_NEVER;
	return error->status == STATUS_USAGE ? HANDED_BROKEN : HANDED_AGAIN;
}

/* ---- a message from its row ---- */

static const char *
clean_lines(struct arena *arena, const char *text)
{
	const struct value value = value_text_lines(text);

	return value_format(arena, lang_get(lang_codes[0]), &value);
}

static enum status
read_text(struct postman *postman, int64_t id, const char *sealed, const char **text,
	  struct error *error)
{
	const size_t size = strlen(sealed) / 2 + 1;
	char *whole = arena_alloc(postman->arena, size);
	enum status status = secret_open_hex(store_keys(postman->session->store), "outbox",
					     "secret", id, sealed, whole, size, error);

	*text = clean_lines(postman->arena, whole);
	return status;
}

static enum status
read_files(struct postman *postman, struct message *message, struct error *error)
{
	struct attached *files = arena_array(postman->arena, FILES_MOST, sizeof(*files));
	struct cursor *cursor = NULL;
	enum status status = store_select(postman->session->store, SQL_MESSAGE_FILES,
					  ARGS(ARG_INT("message", message->id)), &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (message->file_count < FILES_MOST && cursor_next(cursor))
		files[message->file_count++] =
		    (struct attached){ .name = arena_copy(postman->arena, cursor_text(cursor, 0)),
				       .media = arena_copy(postman->arena, cursor_text(cursor, 1)),
				       .hash = arena_copy(postman->arena, cursor_text(cursor, 2)) };
	message->files = files;
	return cursor_close(&cursor, error);
}

enum status
postman_read(struct postman *postman, int64_t id, struct message *message, struct error *error)
{
	struct arena *arena = postman->arena;
	struct cursor *cursor = NULL;
	const char *sealed = "";
	enum status status = store_select(postman->session->store, SQL_MESSAGE_ONE,
					  ARGS(ARG_INT("message", id)), &cursor, error);

	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor)) {
		*message = (struct message){
			.id = cursor_int(cursor, 0),
			.channel = arena_copy(arena, cursor_text(cursor, 1)),
			.recipient = arena_copy(arena, cursor_text(cursor, 2)),
			.language = arena_copy(arena, cursor_text(cursor, 3)),
			.kind = arena_copy(arena, cursor_text(cursor, 4)),
			.subject = text_clean(arena, arena_copy(arena, cursor_text(cursor, 5))),
			.text = clean_lines(arena, arena_copy(arena, cursor_text(cursor, 6))),
			.created_at = arena_copy(arena, cursor_text(cursor, 7)),
			.tries = cursor_int(cursor, 9),
		};
		sealed = arena_copy(arena, cursor_text(cursor, 8));
	}
	status = cursor_close(&cursor, error);
	if (status == STATUS_OK && *sealed)
		status = read_text(postman, id, sealed, &message->text, error);
	return status == STATUS_OK ? read_files(postman, message, error) : status;
}
