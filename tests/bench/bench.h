/* What the programs of the speed table share: a store opened as the program opens it, clocks, lots. */
#ifndef GUICHET_TESTS_BENCH_H
#define GUICHET_TESTS_BENCH_H

#include <guichet/arena.h>
#include <guichet/error.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct bench {
	struct arena *arena;
	struct config *config;
	struct store *store;
	struct session *session;
};

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As that user, by GUICHET_NOW; NULL: nobody yet. */
void bench_open(struct bench *bench, const char *path, const char *login);
void bench_close(struct bench *bench);
void must(enum status status, const struct error *error);

/* Starts a command that is given nothing and not heard; below 0: there is no process for it. */
pid_t bench_begin(char **command);

double bench_ms(void);      /* of a clock that only goes forward */
double bench_cpu_ms(void);  /* of this process, user and system */
/* Sorts them; of: 50 for the median. */
double percentile(double *values, size_t count, double of);

struct lots {
	uint64_t state;
};
struct lots lots_of(uint64_t seed);
size_t lots_below(struct lots *lots, size_t below);

int64_t cards_last(struct bench *bench); /* the greatest id */

/* What clerks type, drawn from the store's cards: the beginnings, 2 to 8 characters long, of plates, phones, names, numbers
 * and customers.  whole: all of a plate or a name. */
struct typed {
	const char *words;
	int64_t card; /* it was drawn from */
};
struct typed *typed_draw(struct bench *bench, struct lots *lots, size_t count, bool whole);
/* The same with one letter wrong, missing, too many or swapped. */
const char *typed_wrong(struct arena *arena, struct lots *lots, const char *words);

#endif
