/* What is written, given to the disk before anybody waits for it (early.c). */
#ifndef GUICHET_STORE_EARLY_H
#define GUICHET_STORE_EARLY_H

#include <sqlite3.h>

/* A file as SQLite has it, written to by another function than its own. */
struct early {
	sqlite3_io_methods methods; /* of the file, which leads here by them */
	int (*write)(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at);
	int descriptor;
	unsigned writes;
};
struct early_files { /* as long as the connection */
	struct early store, log;
};
/* All that is written to its file and its log, which is open. */
void early_from_now_on(sqlite3 *db, struct early_files *files);

#endif
