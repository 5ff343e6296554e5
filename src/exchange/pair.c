/* The pair of key and certificate that signs: which files they are, whether they are fit, and a
 * demo store's own.  The key is only ever opened by guichet-files. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/bill.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <unistd.h>

enum { WAIT_MS = 1000, DAY = 24 * 60 * 60, YEAR = 365 * DAY, YEARS = 10 };

static bool
is_set(const struct config *config)
{
	return *config_text(config, "invoice.key") || *config_text(config, "invoice.certificate");
}

enum status
press_pair(const struct session *session, struct arena *arena, const char **key,
	   const char **certificate, struct error *error)
{
	const char *store = store_path(session->store);

	*key = config_text(session->config, "invoice.key");
	*certificate = config_text(session->config, "invoice.certificate");
	if (**key && **certificate)
		return STATUS_OK;
	if (!is_set(session->config) && store_is_demo(session->store)) {
		*key = arena_format(arena, "%s.invoice.key", store);
		*certificate = arena_format(arena, "%s.invoice.crt", store);
		return STATUS_OK;
	}
	return error_set(error, STATUS_FAILED, NULL, "signature.no_pair", NULL);
}

bool
press_pair_there(const struct session *session)
{
	struct arena *arena = arena_new();
	const char *key = NULL, *certificate = NULL;
	const bool there = is_set(session->config) ||
			   (press_pair(session, arena, &key, &certificate, NULL) == STATUS_OK &&
			    (access(key, F_OK) == 0 || access(certificate, F_OK) == 0));

	arena_free(&arena);
	return there;
}

static enum status
hear(struct helper *helper, struct arena *arena, struct press_signer *signer, struct error *error)
{
	struct frame frame = { .kind = JOB_PROGRESS };
	bool later = false;

	for (;;) {
		enum status status = helper_next(helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK || (!later && frame.kind == JOB_DONE))
			return status;
		if (!later && frame.kind == JOB_FORM && frame.count == 2)
			*signer = (struct press_signer){ arena_copy(arena, frame.fields[0]),
							 arena_copy(arena, frame.fields[1]) };
	}
}

static enum status
ask(const struct session *session, struct arena *arena, bool made, struct press_signer *signer,
    struct error *error)
{
	const char *key = NULL, *certificate = NULL;
	const int64_t now = clock_seconds(&session->clock);
	struct helper helper = { .pid = 0 };
	struct builder job = { .arena = arena };
	enum status status = press_pair(session, arena, &key, &certificate, error);

	if (status != STATUS_OK)
		return status;
	job_add(&job, "task", "pair");
	job_add(&job, "key", key);
	job_add(&job, "certificate", certificate);
	job_add_number(&job, "at", now);
	if (made) {
		/* A demo's clock may be moved back. */
		job_add(&job, "make", "guichet demo");
		job_add_number(&job, "from", now - YEAR);
		job_add_number(&job, "until", now + (int64_t)YEARS * YEAR);
	}
	status = helper_start(arena, &helper, builder_text(&job), error);
	if (status != STATUS_OK)
		return status;
	status = hear(&helper, arena, signer, error);
	helper_end(&helper);
	return status;
}

enum status
press_pair_look(const struct session *session, struct arena *arena, struct press_signer *signer,
		struct error *error)
{
	*signer = (struct press_signer){ "", "" };
	return ask(session, arena, false, signer, error);
}

enum status
press_pair_make(const struct session *session, struct error *error)
{
	struct arena *arena = arena_new();
	struct press_signer signer = { "", "" };
	const enum status status =
	    is_set(session->config) ? STATUS_OK : ask(session, arena, true, &signer, error);

	arena_free(&arena);
	return status;
}
