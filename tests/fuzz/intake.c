/* A file of transactions, as guichet-files turns it into lines (DAY-04): the other reader of CSV,
 * of millions of lines. */
#include "fuzz.h"

#include "../../src/files/private.h"

#include <guichet/arena.h>
#include <guichet/job.h>
#include <unistd.h>

/* The main file's, which has its own idea of a program. */
bool
is_stopped(void)
{
	return false;
}

void
stop_now(void)
{
}

/* Which column is what, as guichet says once it has been told the headings. */
static void
given_plan(void)
{
	static const char plan[] = "cell=card:0\ncell=at:1\ncell=time:2\ncell=product:3\n"
				   "cell=quantity:4\ncell=vat_rate:5\ncell=amount:6\n"
				   "word=product:0:gazole\n" JOB_END;
	static FILE *file;

	if (!file) {
		file = tmpfile();
		HOLDS(file != NULL && fputs(plan, file) >= 0 && fflush(file) == 0);
		HOLDS(dup2(fileno(file), STDIN_FILENO) == STDIN_FILENO);
	}
	rewind(stdin);
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	struct error error = { .status = STATUS_OK };
	const char *path = arena_format(arena, "/proc/self/fd/%d", given_file(bytes, size));
	const struct job_line job[] = { { "task", "intake" }, { "file", path }, { NULL, NULL } };
	int64_t rows = 0;

	given_silence();
	given_plan();
	const enum status status = intake_run(job, arena, &rows, &error);
	HOLDS(rows <= (int64_t)size);
	HOLDS((status == STATUS_OK) == (error.key[0] == '\0'));
}
