/* A long job writes far more than it waits for: the system keeps all of it until somebody waits,
 * and he then waits for the whole.  Here the disk is told every now and then to begin, so that it
 * writes while there is other work, and whoever waits waits for the end of it: most of all who puts
 * the log back, inside the gate.  Nothing counts as written by this: SQLite waits as ever. */
#define _GNU_SOURCE /* NOLINT: sync_file_range, which need not wait */
#include "early.h"

#include "ahead.h"

#include <fcntl.h>
#include <stdint.h>

enum { WRITES = 128 }; /* of a page each; of the log every other one is what stands before a page */

/* How it went is told to who waits. */
static int
write_early(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
	struct early *early = (void *)(uintptr_t)file->pMethods;
	const int code = early->write(file, bytes, size, at);

	if (++early->writes % WRITES == 0)
		(void)sync_file_range(early->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
	return code;
}

static void
take_over(sqlite3_file *file, struct early *early, const char *path)
{
	if (file->pMethods == NULL || file->pMethods == &early->methods)
		return;
	*early = (struct early){ .methods = *file->pMethods,
				 .write = file->pMethods->xWrite,
				 .descriptor = ahead_file(path) };
	early->methods.xWrite = write_early;
	file->pMethods = &early->methods;
}

void
early_from_now_on(sqlite3 *db, struct early_files *files)
{
	const char *path = sqlite3_db_filename(db, "main");
	sqlite3_file *store = NULL, *log = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &store) != SQLITE_OK ||
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) != SQLITE_OK)
		return;
	take_over(store, &files->store, path);
	take_over(log, &files->log, sqlite3_filename_wal(path));
}
