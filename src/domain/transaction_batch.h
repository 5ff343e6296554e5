/* What the files that take a whole file of transactions in share. */
#ifndef GUICHET_DOMAIN_TRANSACTION_BATCH_H
#define GUICHET_DOMAIN_TRANSACTION_BATCH_H

#include "transaction.h"

/* ---- transaction_buyers.c: numbers, codes and stations in memory, since a million lines ask for them ---- */

struct station_place {
	const char *code, *country, *network;
};
struct lookups;
struct lookups *lookups_new(void);
void lookups_free(struct lookups **lookups);
/* Every card of the customers the session sees, and every station. */
enum status lookups_load(struct lookups *lookups, struct work *work);
/* Every driver's code, once a line has one. */
enum status lookups_load_drivers(struct lookups *lookups, struct work *work);
/* Those of these lines will be asked for next. */
void lookups_expect(const struct lookups *lookups, const struct intake_line *const *lines,
		    size_t count);
/* NULL: nobody's.  A number that is no card's is asked for among the authorisations, once. */
enum status lookups_buyer(struct lookups *lookups, struct work *work, uint64_t number,
			  struct buyer **buyer);
int64_t lookups_driver(const struct lookups *lookups, int64_t customer, const char *code); /* 0 */
const struct station_place *lookups_station(const struct lookups *lookups, const char *code);
/* A code that is nobody's, or no station's (customer 0): true the first time it is seen. */
bool lookups_odd(struct lookups *lookups, int64_t customer, const char *code);

/* Those whose last use or odometer has moved, in their order; in arena. */
struct buyer **lookups_used(const struct lookups *lookups, struct arena *arena, size_t *count);

/* ---- transaction_use.c ---- */

struct uses { /* what transaction.use is handed */
	struct buyer **buyers;
	size_t count;
};

/* ---- a batch: what one transaction takes in (transaction.load) ---- */

struct entry {
	const struct intake_line *line;
	struct buyer *buyer; /* NULL: nobody */
	uint32_t like;	     /* the line it repeats; 0: none */
	int32_t there;	     /* cents of the one in the store that it contradicts; 0: none */
	bool contradicts;    /* the line it repeats, by its amount */
	bool poor;	     /* more than is left of its authorisation */
	bool apart;	     /* it is not to be taken */
	bool known;	     /* it was there before */
	uint16_t after;	     /* so many of the file have its buyer and its second before it */
};

struct batch {
	int64_t import; /* row of transaction_import */
	int64_t done;	/* lines of the file, when this batch is in */
	struct entry *entries;
	size_t count;
	const struct lookups *lookups;
	const struct transaction_bounds *bounds;
	struct local_days *days;
	/* What came of them: settled are those kept apart that somebody has settled before. */
	int64_t added, known, apart, settled;
};

/* Why an entry is kept apart. */
void entry_fault(const struct entry *entry, const struct transaction_bounds *bounds,
		 struct local_days *days, struct error *error);

/* transaction_sums.c: what rows add up to, gathered and written once a batch. */
struct sums;
struct sums *sums_new(struct arena *arena, size_t rows);
void sums_add(struct sums *sums, const struct entry *entry);
enum status sums_write(struct sums *sums, struct work *work);

#endif
