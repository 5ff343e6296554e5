/* Production orders as other commands make and end them (CARD-05, OBU-02). */
#include "domain.h"

#include <guichet/config.h>
#include <guichet/identifier.h>
#include <inttypes.h>

static const char *
due_from_now(struct work *work)
{
	int64_t hours = config_int(work->session->config, "request.due_hours");
	return stamp_add(work->arena, work->now, hours * 3600);
}

/* OBU-02: until its grey card is there nothing is made, and somebody must know. */
static enum status
ask_papers(struct work *work, int64_t card, const char *number)
{
	const struct row *facts = NULL;
	enum status status = card_facts(work, card, &facts);
	if (status != STATUS_OK) {
		return status;
	}
	return manager_mail(
	    work, facts, "request-papers",
	    ARGS(ARG_TEXT("request", number), ARG_TEXT("label", card_label(work, facts)),
		 ARG_TEXT("card", card_tail(work->arena, row_text(facts, "number"))),
		 ARG_TEXT("customer", row_text(facts, "customer_name"))));
}

enum status
request_insert(struct work *work, int64_t customer, int64_t card, int64_t rank, const char *kind,
	       bool papers, const char **number, const char **due)
{
	int64_t id;
	enum status status = work_new_id(work, "request", &id);
	if (status != STATUS_OK) {
		return status;
	}
	*number = arena_format(work->arena, "D-%05" PRId64, id);
	*due = papers ? NULL : due_from_now(work);
	status = work_run(work, SQL_REQUEST_INSERT,
			  ARGS(ARG_INT("id", id), ARG_TEXT("number", *number),
			       ARG_INT("customer", customer), ARG_INT("card", card),
			       ARG_INT("rank", rank), ARG_TEXT("kind", kind),
			       ARG_TEXT("state", papers ? "awaiting_docs" : "submitted"),
			       ARG_STAMP("due_at", *due)));
	return status == STATUS_OK && papers ? ask_papers(work, card, *number) : status;
}

enum status
request_papers_in(struct work *work, const struct row *request)
{
	const char *due = due_from_now(work);
	enum status status =
	    work_run(work, SQL_REQUEST_PAPERS_IN,
		     ARGS(ARG_INT("request", row_int(request, "id")), ARG_STAMP("due_at", due)));
	if (status == STATUS_OK) {
		work_touches(work, "request", row_int(request, "id"));
		work_say(
		    work, "outcome.request_papers_in",
		    ARGS(ARG_TEXT("request", row_text(request, "number")), ARG_STAMP("due", due)));
	}
	return status;
}

enum status
request_stop(struct work *work, int64_t card, int64_t rank)
{
	const struct row *request = NULL;
	enum status status =
	    work_rows(work, SQL_REQUEST_OPEN_OF_RANK,
		      ARGS(ARG_INT("card", card), ARG_INT("rank", rank)), &request);
	for (; status == STATUS_OK && request != NULL; request = request->next) {
		work_touches(work, "request", row_int(request, "id"));
		status = work_run(work, SQL_REQUEST_DELETE,
				  ARGS(ARG_INT("request", row_int(request, "id"))));
		work_say(work, "outcome.request_deleted",
			 ARGS(ARG_TEXT("request", row_text(request, "number"))));
	}
	return status;
}
