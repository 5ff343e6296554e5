/* The pages that a reading of SQLite's stood on, and those written since (footprint.c). */
#ifndef GUICHET_STORE_FOOTPRINT_H
#define GUICHET_STORE_FOOTPRINT_H

#include <guichet/store.h>
#include <sqlite3.h>

/* How far the log had come: it is begun anew under other salts.  known: by its index, as we know
 * it. */
struct log_end {
	bool known;
	uint32_t salts[2], frames;
};

/* Before the library starts: pages are noted as its cache is asked for them. */
void footprint_settle(void);
/* From here on; NULL: nowhere. */
void footprint_note(struct footprint *footprint);
/* What is noted is read from a state of the store that is this one or a later one. */
void footprint_since(const struct log_end *end);
bool footprint_untouched(struct footprint *footprint, sqlite3 *db);

sqlite3_file *log_file(sqlite3 *db); /* NULL: there is none, or it is not open */
struct log_end log_end(sqlite3 *db);

#endif
