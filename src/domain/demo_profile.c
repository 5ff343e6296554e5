/* The limits that the pool cards of the demo's first customers share. */
#include "demo.h"
#include "limit.h"

#include <guichet/text.h>

enum { WITH_PROFILE = 4 };

static enum status
write_limit(struct demo *demo, const struct client *client, int64_t profile, const char *goods,
	    const char *measure, const char *period, int64_t value)
{
	int64_t id = 0;
	enum status status = demo_id(demo, TABLE_LIMIT, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_LIMIT,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id), ARG_NULL("division"),
		 ARG_NULL("card"), ARG_INT("profile", profile),
		 ARG_TEXT("level", level_code(LEVEL_PROFILE)), ARG_NULL("product"),
		 ARG_TEXT("goods", goods), ARG_TEXT("measure", measure), ARG_TEXT("period", period),
		 ARG_NULL("days"), ARG_INT("value", value), ARG_TEXT("breach", "block"),
		 ARG_NULL("warn")),
	    NULL);
}

static enum status
write_hours(struct demo *demo, const struct client *client, int64_t profile)
{
	static const char hours[] = "05:00-22:00";
	int64_t id = 0;
	enum status status = demo_id(demo, TABLE_CONTROL, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_CONTROL,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id), ARG_NULL("division"),
		 ARG_NULL("card"), ARG_INT("profile", profile),
		 ARG_TEXT("level", level_code(LEVEL_PROFILE)), ARG_TEXT("kind", "hours"),
		 ARG_TEXT("value", hours), ARG_TEXT("breach", "block"),
		 ARG_INT("mask", control_mask(demo->scratch, "hours", hours))),
	    NULL);
}

enum status
demo_profile(struct demo *demo, const struct client *client)
{
	const char *name = client->position % 2 == 0 ? "Pool" : "Pool ville";
	int64_t profile = 0;
	if (client->position >= WITH_PROFILE) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_PROFILE, &profile);
	if (status == STATUS_OK) {
		status = work_run_any(demo->work, SQL_DEMO_PROFILE,
				      ARGS(ARG_INT("id", profile), ARG_INT("customer", client->id),
					   ARG_TEXT("name", name),
					   ARG_TEXT("name_key", text_fold(demo->scratch, name))),
				      NULL);
	}
	if (status == STATUS_OK) {
		status = write_limit(demo, client, profile, "fuel", "amount", "week", 40000);
	}
	if (status == STATUS_OK) {
		status = write_limit(demo, client, profile, "service", "count", "day", 4);
	}
	if (status == STATUS_OK) {
		status = write_hours(demo, client, profile);
	}
	if (status == STATUS_OK) {
		status = work_run_any(
		    demo->work, SQL_DEMO_USE_PROFILE,
		    ARGS(ARG_INT("customer", client->id), ARG_INT("profile", profile)), NULL);
	}
	return status;
}
