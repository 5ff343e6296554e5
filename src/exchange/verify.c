/* A paper handed in again: guichet-files says what its signature is worth; whether it is one of
 * ours, the store knows by its hash. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 1000, FIELDS = 5 };

#define SIGNATURE_END ".p7s"

/* As guichet-files tells it. */
struct found {
	const char *verdict, *paper, *signature; /* the hashes; "" without a file beside */
};

/* Whoever names the signature means the PDF beside it. */
static const char *
paper_of(struct arena *arena, const char *path)
{
	const size_t size = strlen(path), end = sizeof(SIGNATURE_END) - 1;

	return size > end && strcmp(path + size - end, SIGNATURE_END) == 0
		   ? arena_copy_bytes(arena, path, size - end)
		   : path;
}

static const char *
make_job(const struct session *session, struct arena *arena, const char *path,
	 struct verified *verified)
{
	struct builder job = { .arena = arena };
	const char *beside = arena_format(arena, "%s" SIGNATURE_END, path);
	const char *key = NULL, *certificate = NULL;

	verified->beside = access(beside, F_OK) == 0;
	job_add(&job, "task", "verify");
	job_add(&job, "file", path);
	job_add(&job, "signature", verified->beside ? beside : NULL);
	if (press_pair_there(session) &&
	    press_pair(session, arena, &key, &certificate, NULL) == STATUS_OK)
		job_add(&job, "certificate", certificate);
	return builder_text(&job);
}

static enum status
hear(struct helper *helper, struct arena *arena, struct found *found, struct verified *verified,
     struct error *error)
{
	struct frame frame = { .kind = JOB_PROGRESS };
	bool later = false;

	for (;;) {
		enum status status = helper_next(helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK)
			return status;
		if (later)
			continue;
		if (frame.kind == JOB_DONE && found->verdict[0] != '\0')
			return STATUS_OK;
		if (frame.kind != JOB_FORM || frame.count != FIELDS)
			return error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken",
					 NULL);
		found->verdict = arena_copy(arena, frame.fields[0]);
		verified->signer = text_clean(arena, arena_copy(arena, frame.fields[1]));
		verified->at = arena_copy(arena, frame.fields[2]);
		found->paper = arena_copy(arena, frame.fields[3]);
		found->signature = arena_copy(arena, frame.fields[4]);
	}
}

static enum status
ask(struct arena *arena, const char *job, struct found *found, struct verified *verified,
    struct error *error)
{
	struct helper helper = { .pid = 0 };
	enum status status = helper_start(arena, &helper, job, error);

	if (status != STATUS_OK)
		return status;
	status = hear(&helper, arena, found, verified, error);
	helper_end(&helper);
	return status;
}

/* *kept: the hash of the signature that is kept with the paper; NULL when it is none that the
 * person sees. */
static enum status
look_up(const struct session *session, struct arena *arena, const char *hash,
	struct verified *verified, const char **kept, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = store_select(session->store, SQL_PAPER_OF_HASH,
					  ARGS(ARG_TEXT("hash", hash)), &cursor, error);

	*kept = NULL;
	if (status != STATUS_OK)
		return status;
	if (cursor_next(cursor) && session_sees(session, cursor_int(cursor, 2))) {
		verified->number = arena_copy(arena, cursor_text(cursor, 0));
		verified->kind = arena_copy(arena, cursor_text(cursor, 1));
		verified->customer = arena_copy(arena, cursor_text(cursor, 3));
		verified->customer_name = arena_copy(arena, cursor_text(cursor, 4));
		verified->copy = cursor_int(cursor, 5) != 0;
		*kept = arena_copy(arena, cursor_text(cursor, 6));
	}
	return cursor_close(&cursor, error);
}

/* A certificate that is not the present one was ours once, where the very bytes are kept. */
static bool
is_kept(const struct found *found, const char *kept)
{
	return kept && (!*found->signature || strcmp(found->signature, kept) == 0);
}

static enum status
refuse(struct arena *arena, const char *path, const struct found *found,
       const struct verified *verified, struct error *error)
{
	return error_set(error, STATUS_REFUSED, NULL,
			 arena_format(arena, "verify.%s", found->verdict),
			 ARGS(ARG_TEXT("path", path), ARG_TEXT("signer", verified->signer),
			      ARG_STAMP("at", verified->at)));
}

enum status
invoice_verify(const struct session *session, struct arena *arena, const char *file,
	       struct verified *verified, struct error *error)
{
	const char *path = paper_of(arena, file), *kept = NULL;
	struct found found = { .verdict = "" };

	*verified = (struct verified){ .number = NULL };
	enum status status =
	    ask(arena, make_job(session, arena, path, verified), &found, verified, error);
	if (status == STATUS_OK)
		status = look_up(session, arena, found.paper, verified, &kept, error);
	if (status != STATUS_OK)
		return status;
	if (strcmp(found.verdict, "good") == 0)
		return STATUS_OK;
	verified->former = strcmp(found.verdict, "unknown") == 0 && is_kept(&found, kept);
	return verified->former ? STATUS_OK : refuse(arena, path, &found, verified, error);
}
