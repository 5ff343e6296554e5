/* keys STORE: S6, a plate changed with its search keys kept, beside the same change without, each a
 * durable commit.  Every plate goes back to what it was. */
#include "bench.h"

#include <stdio.h>

enum { CARDS = 150 };

static void
run(struct bench *bench, const char *sql, const struct arg *args)
{
	struct cursor *cursor;
	struct error error;

	must(store_fetch_sql(bench->store, sql, args, &cursor, &error), &error);
	cursor_next(cursor);
	must(cursor_close(&cursor, &error), &error);
}

static void
key(struct bench *bench, const char *sql, const char *term, int64_t card)
{
	run(bench, sql, ARGS(ARG_TEXT("term", term), ARG_INT("card", card)));
}

static double
change(struct bench *bench, int64_t card, const char *from, const char *to, bool keys)
{
	struct error error;
	double begin = bench_ms();

	must(store_begin(bench->store, "bench", &error), &error);
	run(bench, "UPDATE card SET plate_key = :plate WHERE id = :card",
	    ARGS(ARG_TEXT("plate", to), ARG_INT("card", card)));
	if (keys) {
		key(bench,
		    "DELETE FROM search_key WHERE term = :term AND kind = 'card' AND id = :card",
		    from, card);
		key(bench, "INSERT INTO search_key (term, kind, id) VALUES (:term, 'card', :card)",
		    to, card);
	}
	must(store_commit(bench->store, &error), &error);
	return bench_ms() - begin;
}

static const char *
plate_of(struct bench *bench, int64_t card)
{
	struct cursor *cursor;
	struct error error;
	const char *plate = NULL;

	must(store_select_sql(
		 bench->store,
		 "SELECT plate_key FROM card WHERE id = :card AND plate_key IS NOT NULL",
		 ARGS(ARG_INT("card", card)), &cursor, &error),
	     &error);
	if (cursor_next(cursor))
		plate = arena_copy(bench->arena, cursor_text(cursor, 0));
	must(cursor_close(&cursor, &error), &error);
	return plate;
}

int
main(int count, char **words)
{
	static double bare[2 * CARDS], kept[2 * CARDS];
	struct bench bench;

	if (count != 2)
		die("usage: keys STORE");
	bench_open(&bench, words[1], NULL);
	const size_t cards = (size_t)cards_last(&bench);
	struct lots lots = lots_of(6);
	for (size_t i = 0; i < CARDS;) {
		const int64_t card = 1 + (int64_t)lots_below(&lots, cards);
		const char *was = plate_of(&bench, card), *is;

		if (was == NULL)
			continue;
		is = arena_format(bench.arena, "9ZZ%06zu", lots_below(&lots, 1000000));
		bare[2 * i] = change(&bench, card, was, is, false);
		bare[2 * i + 1] = change(&bench, card, is, was, false);
		kept[2 * i] = change(&bench, card, was, is, true);
		kept[2 * i + 1] = change(&bench, card, is, was, true);
		i++;
	}
	printf("bare %.3f\nkept %.3f\n", percentile(bare, 2 * CARDS, 50),
	       percentile(kept, 2 * CARDS, 50));
	bench_close(&bench);
	return 0;
}
