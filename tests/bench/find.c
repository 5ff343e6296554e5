/* find STORE FOLDED QUERIES: S4, finding anything in this process as the terminal does (20 rows),
 * beside LIKE on one folded column of all cards, which is made in FOLDED.  Prints names and figures
 * in milliseconds. */
#include "bench.h"

#include <fcntl.h>
#include <guichet/find.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 20, ROUNDS = 5, LIKES = 150, COLD = 200 };

/* Of the processor while nothing waits for a disk: what else runs here does not count. */
static double (*clock_of)(void) = bench_cpu_ms;

static double
find_one(struct bench *bench, const char *words, struct arena *arena, const struct found **found,
	 size_t *count)
{
	bool more, guessed;
	struct error error;
	double begin = clock_of();

	must(find(bench->session, words, SHOWN, arena, found, count, &more, &guessed, &error),
	     &error);
	return clock_of() - begin;
}

/* Of each query the median of the rounds, so that what else runs here tells less; then the
 * percentiles of all queries. */
static void
warm(struct bench *bench, const char *name, const struct typed *typed, size_t count)
{
	double *took = arena_array(bench->arena, count * ROUNDS, sizeof *took);
	double *half = arena_array(bench->arena, count, sizeof *half);
	struct arena *arena = arena_new();
	const struct found *found;
	size_t shown;

	for (size_t round = 0; round <= ROUNDS; round++)
		for (size_t i = 0; i < count; i++) {
			double one = find_one(bench, typed[i].words, arena, &found, &shown);

			if (round > 0)
				took[i * ROUNDS + round - 1] = one;
			arena_reset(arena);
		}
	for (size_t i = 0; i < count; i++)
		half[i] = percentile(took + i * ROUNDS, ROUNDS, 50);
	printf("%s_p50 %.3f\n%s_p99 %.3f\n", name, percentile(half, count, 50), name,
	       percentile(half, count, 99));
	arena_free(&arena);
}

/* How many of a hundred find the card they were drawn from, or show a page full of others as near.
 */
static void
hits(struct bench *bench, const char *name, const struct typed *typed, size_t count)
{
	struct arena *arena = arena_new();
	size_t hit = 0;

	for (size_t i = 0; i < count; i++) {
		const struct found *found;
		size_t shown, at = 0;

		find_one(bench, typed[i].words, arena, &found, &shown);
		while (at < shown &&
		       (strcmp(found[at].kind, "card") != 0 || found[at].id != typed[i].card))
			at++;
		hit += at < shown || shown == SHOWN;
		arena_reset(arena);
	}
	printf("%s_missed %.3f\n", name, 1 - (double)hit / (double)count);
	arena_free(&arena);
}

static void
forget(const char *path)
{
	int file = open(path, O_RDONLY);

	if (file < 0 || fdatasync(file) != 0 || posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) != 0)
		die("%s cannot be put out of memory", path);
	close(file);
}

/* A store just opened whose pages are not in this machine's memory; what opening reads is not
 * counted. */
static void
cold(const char *path, const struct typed *typed)
{
	static double took[COLD];

	clock_of = bench_ms;
	for (size_t i = 0; i < COLD; i++) {
		struct bench bench;
		const struct found *found;
		size_t shown;

		bench_open(&bench, path, "agent");
		forget(path);
		took[i] = find_one(&bench, typed[i].words, bench.arena, &found, &shown);
		bench_close(&bench);
	}
	printf("cold_p50 %.3f\ncold_p99 %.3f\n", percentile(took, COLD, 50),
	       percentile(took, COLD, 99));
}

static void
sql(sqlite3 *database, const char *text)
{
	if (sqlite3_exec(database, text, NULL, NULL, NULL) != SQLITE_OK)
		die("%s: %s", text, sqlite3_errmsg(database));
}

static void
like(const char *store, const char *folded, const struct typed *typed)
{
	static double took[LIKES];
	sqlite3 *database;
	sqlite3_stmt *statement;
	bool made = access(folded, F_OK) == 0;
	char attach[600];

	if (sqlite3_open(folded, &database) != SQLITE_OK)
		die("%s cannot be opened", folded);
	if (!made) {
		snprintf(attach, sizeof attach, "ATTACH 'file:%s?mode=ro' AS store", store);
		sql(database, attach);
		sql(database,
		    "CREATE TABLE folded AS SELECT card.id, card.number || ' ' || "
		    "COALESCE(plate_key, "
		    "'') || ' ' || "
		    "COALESCE(driver_key, '') || ' ' || COALESCE(phone, '') || ' ' || "
		    "customer.name_key AS text "
		    "FROM store.card JOIN store.customer ON customer.id = card.customer_id");
	}
	if (sqlite3_prepare_v2(database,
			       "SELECT id FROM folded WHERE text LIKE '%' || ? || '%' LIMIT 20", -1,
			       &statement, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(database));
	for (size_t i = 0; i < LIKES; i++) {
		double begin = bench_ms();

		sqlite3_bind_text(statement, 1, typed[i].words, -1, SQLITE_STATIC);
		while (sqlite3_step(statement) == SQLITE_ROW)
			;
		sqlite3_reset(statement);
		took[i] = bench_ms() - begin;
	}
	sqlite3_finalize(statement);
	sqlite3_close(database);
	printf("like_p50 %.3f\nlike_p99 %.3f\n", percentile(took, LIKES, 50),
	       percentile(took, LIKES, 99));
}

int
main(int count, char **words)
{
	struct bench bench;
	struct lots lots = lots_of(4);
	size_t queries = count == 4 ? (size_t)atoi(words[3]) : 0;

	if (queries < COLD)
		die("usage: find STORE FOLDED QUERIES");
	sqlite3_config(SQLITE_CONFIG_URI, 1);
	bench_open(&bench, words[1], "agent");
	struct typed *typed = typed_draw(&bench, &lots, queries, false);
	struct typed *whole = typed_draw(&bench, &lots, queries / 4, true);
	for (size_t i = 0; i < queries / 4; i++)
		whole[i].words = typed_wrong(bench.arena, &lots, whole[i].words);
	warm(&bench, "find", typed, queries);
	warm(&bench, "typo", whole, queries / 4);
	hits(&bench, "typo", whole, queries / 4);
	like(words[1], words[2], typed);
	if (getenv("NOCOLD") == NULL)
		cold(words[1], typed);
	bench_close(&bench);
	return 0;
}
