/* The post: letters that wait in the outbox become PDFs in a folder, from where they are printed.
 * A letter that is made again is the same file, under the same name. */
#include "deliver.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <inttypes.h>

const char *
post_folder(struct arena *arena, const struct session *session)
{
	const char *folder = config_text(session->config, "letter.post_dir");

	return *folder ? folder : arena_format(arena, "%s.post", store_path(session->store));
}

static const char *
column_text(struct arena *arena, const struct cursor *cursor, int column)
{
	return arena_copy(arena, cursor_text(cursor, column));
}

static enum status
read_letter(struct session *session, struct arena *arena, int64_t id, struct letter_row *row,
	    struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = store_select(session->store, SQL_LETTER_ONE,
					  ARGS(ARG_INT("message", id)), &cursor, error);

	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor))
		*row = (struct letter_row){
			.id = cursor_int(cursor, 0),
			.recipient = column_text(arena, cursor, 1),
			.language = column_text(arena, cursor, 2),
			.kind = column_text(arena, cursor, 3),
			.subject = column_text(arena, cursor, 4),
			.body = column_text(arena, cursor, 5),
			.created_at = column_text(arena, cursor, 6),
			.sealed_kind = column_text(arena, cursor, 7),
			.sealed_id = cursor_int(cursor, 8),
			.pin_sealed = column_text(arena, cursor, 9),
			.customer = cursor_int(cursor, 10),
			.code_sealed = column_text(arena, cursor, 11),
		};
	return cursor_close(&cursor, error);
}

static struct handing
give(const struct postman *postman, const struct message *message, const char *folder)
{
	struct letter_row row = { .id = 0 };
	struct handing handing = {
		.how = HANDED_BROKEN,
		.file = arena_format(postman->arena, "%08" PRId64 "-%s.pdf", message->id,
				     message->kind),
	};

	if (folder_own(folder, &handing.reason) != STATUS_OK)
		return handing;
	handing.how = HANDED_SENT;
	if (read_letter(postman->session, postman->arena, message->id, &row, &handing.reason) !=
		STATUS_OK ||
	    letter_make(postman->session, &row,
			arena_format(postman->arena, "%s/%s", folder, handing.file),
			&handing.reason) != STATUS_OK)
		handing.how = HANDED_AGAIN;
	return handing;
}

struct handing
post_give(const struct postman *postman, const struct message *message)
{
	return give(postman, message, post_folder(postman->arena, postman->session));
}

struct handing
post_spool_give(const struct postman *postman, const struct message *message)
{
	return give(postman, message, spool_folder(postman->arena, postman->session));
}
