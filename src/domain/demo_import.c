/* The files by which the purchases of the demo came in, one a week, and what they add up to. */
#include "demo_draw.h"
#include "transaction.h"

#include <inttypes.h>

enum { WEEK = 7, WEEKS = 18, HOUR = 3600, MINUTE = 60, TAKES = 2 };

int64_t
demo_import_of(const struct demo *demo, int64_t day)
{
	int64_t week = (demo->today - day) / WEEK;
	return WEEKS - (week < WEEKS ? week : WEEKS - 1);
}

static enum status
write_import(struct demo *demo, const struct row *came, int64_t apart)
{
	int64_t id = row_int(came, "import_id"), added = row_int(came, "added"), made = 0;
	int64_t last = demo->today - (WEEKS - id) * WEEK;
	(void)stamp_read(stamp_of_local_day(demo->scratch, date_of_days(last + 1)), &made);
	made += 5 * HOUR + 40 * MINUTE;
	if (made > demo->now) { /* this week's, so far */
		made = demo->now - 25 * MINUTE;
	}
	int64_t known = id % 3 == 0 ? 2 : 0;
	return work_run_any(
	    demo->work, SQL_DEMO_IMPORT,
	    ARGS(ARG_INT("id", id),
		 ARG_TEXT("file", arena_format(demo->scratch, "%s.csv", demo_day(demo, last))),
		 ARG_TEXT("hash", arena_format(demo->scratch, "%064" PRIx64, (uint64_t)id)),
		 ARG_INT("lines", added + known + apart), ARG_INT("added", added),
		 ARG_INT("known", known), ARG_INT("kept_apart", apart), ARG_TEXT("by", "clerk"),
		 ARG_STAMP("started_at", demo_stamp(demo, made)),
		 ARG_STAMP("ended_at", demo_stamp(demo, made + TAKES))),
	    NULL);
}

enum status
demo_imports(struct demo *demo)
{
	const struct row *came = NULL;
	int64_t first = 0;
	enum status status = transaction_sum_up(demo->work);
	if (status == STATUS_OK) {
		status = work_rows(demo->work, SQL_DEMO_IMPORTED, NULL, &came);
	}
	if (status == STATUS_OK) {
		status = work_new_ids(demo->work, "transaction_import", WEEKS, &first);
	}
	for (; came != NULL && status == STATUS_OK; came = came->next) {
		bool last = came->next == NULL;
		status = write_import(demo, came, last ? DEMO_FAULTS : 0);
		if (status == STATUS_OK && last) {
			status = demo_faults(demo, row_int(came, "import_id"));
		}
	}
	return status;
}
