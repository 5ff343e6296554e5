/* What takes long: in turn, told how far it is, its papers beside the store before their rows. */
#include "private.h"

#include <poll.h>
#include <stdlib.h>

#include <guichet/arena.h>
#include <guichet/progress.h>
#include <guichet/turn.h>

enum { LOOK_MS = 50 }; /* how often a turn that is another's is asked for again */

/* What the one before, or the try before, has put beside the store and not told of. */
static enum status
tidy(struct work *work, const struct turn *turn)
{
	const char *notes = turn_notes(turn, work->arena);
	if (notes[0] == '\0')
		return STATUS_OK;
	enum status status = document_forget(work->session->store, notes, &work->ledger->error);
	if (status == STATUS_OK)
		turn_forget(turn);
	return status;
}

static bool
will_wait(const struct work *work)
{
	const struct progress *progress = work->session->progress;
	return progress == NULL || progress->wait == NULL ||
	       progress->wait(progress->context, &work->ledger->error);
}

enum status
work_turn(struct work *work, const char *name)
{
	struct session *session = work->session;
	const char *key = arena_format(work->arena, "turn.%s", name);
	struct turn *turn = arena_alloc(work->arena, sizeof *turn);

	if (!work->outside)
		abort(); /* whoever waits must not hold the gate */
	if (session->turn != NULL)
		return STATUS_OK;
	enum status status =
	    turn_take(turn, session->store, name, session->login, key, &work->ledger->error);
	while (status == STATUS_REFUSED && will_wait(work)) {
		poll(NULL, 0, LOOK_MS);
		status = turn_take(turn, session->store, name, session->login, key,
				   &work->ledger->error);
	}
	if (status != STATUS_OK)
		return status;
	error_clear(&work->ledger->error);
	session->turn = work->turn = turn;
	return tidy(work, turn);
}

void
work_end_turn(struct work *work)
{
	struct session *session = work->session;

	if (work->turn == NULL)
		return;
	const struct error told = work->ledger->error;
	tidy(work, work->turn);
	work->ledger->error = told;
	turn_give(work->turn);
	session->turn = work->turn = NULL;
}

bool
work_step(const struct work *work, int64_t done, int64_t total)
{
	const struct progress *progress = work->session->progress;
	return progress == NULL || progress->step(progress->context, done, total);
}

/* Noted first: what is not there yet when we die is simply not found. */
enum status
work_keep(struct work *work, const struct document *const *papers, size_t count)
{
	const struct turn *turn = work->session->turn;
	struct error *error = &work->ledger->error;

	if (!work->outside || turn == NULL)
		abort();
	enum status status = tidy(work, turn);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = turn_note(turn, papers[i]->hash, error);
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = document_keep(work->session->store, papers[i], error);
	return status;
}
