/* The pair of key and certificate: looked at, or made for a demo store. */
#include "cms.h"
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>

static enum status
make(const struct job_line *job, const char *key, const char *certificate, struct error *error)
{
	const char *name = job_text(job, "make");
	const struct cms_wanted wanted = { .key = key,
					   .certificate = certificate,
					   .name = name,
					   .from = job_number(job, "from", 0),
					   .until = job_number(job, "until", 0) };

	return name ? cms_pair_make(&wanted, error) : STATUS_OK;
}

static void
tell(const struct cms_pair *pair)
{
	char end[STAMP_SIZE];
	const char *fields[] = { cms_pair_name(pair), end };

	stamp_write(cms_pair_end(pair), end);
	(void)frame_write(stdout, JOB_FORM, 0, fields, 2);
}

enum status
pair_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	const char *key = job_text(job, "key"), *certificate = job_text(job, "certificate");
	struct cms_pair *pair = NULL;

	*rows = 0;
	if (!key || !certificate)
		return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
	enum status status = make(job, key, certificate, error);
	if (status == STATUS_OK)
		status = cms_pair_open(arena, key, certificate, &pair, error);
	if (status != STATUS_OK)
		return status;
	tell(pair);
	status = cms_pair_valid(pair, job_number(job, "at", 0), error);
	cms_pair_close(&pair);
	return status;
}
