/* The program as it must not be: commits that are not synced (synchronous=NORMAL).  power.py must
 * catch it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sqlite3.h>
#include <string.h>

int
sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context,
	     char **error)
{
	__typeof__(&sqlite3_exec) real =
	    (__typeof__(&sqlite3_exec))dlsym(RTLD_NEXT, "sqlite3_exec");

	if (strstr(sql, "synchronous = FULL") != NULL)
		sql = "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;";
	return real(db, sql, row, context, error);
}
