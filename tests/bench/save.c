/* save STORE: S13, what a clerk waits for: a sign-in beside the hashing of its password; a theft
 * blocked with a duplicate and an airCODE beside two bare durable commits of one row.  The store is
 * changed: a copy. */
#include "bench.h"

#include <guichet/execute.h>
#include <guichet/password.h>
#include <guichet/secret.h>
#include <stdio.h>
#include <string.h>

enum { SIGN_INS = 25, SAVES = 60 };

static void
ask(struct bench *bench, const char *sql, const char **texts, int most)
{
	struct cursor *cursor;
	struct error error;
	int count = 0;

	must(store_select_sql(bench->store, sql, NULL, &cursor, &error), &error);
	while (count < most && cursor_next(cursor))
		texts[count++] = arena_copy(bench->arena, cursor_text(cursor, 0));
	must(cursor_close(&cursor, &error), &error);
	if (count < most)
		die("too few rows: %s", sql);
}

/* By turns, so that both meet the same machine. */
static void
sign_in(const char *path)
{
	double hashed[SIGN_INS], signed_in[SIGN_INS];

	for (int i = 0; i < SIGN_INS; i++) {
		struct bench bench;
		struct error error;
		const char *hash;
		bool right;

		bench_open(&bench, path, NULL);
		ask(&bench, "SELECT password FROM account WHERE login = 'clerk'", &hash, 1);
		double begin = bench_ms();
		must(password_verify(hash, "Guichet-2026!", store_hash_lock(bench.store), &right,
				     &error),
		     &error);
		hashed[i] = bench_ms() - begin;
		begin = bench_ms();
		must(session_sign_in(bench.session, "clerk", "Guichet-2026!", &error), &error);
		signed_in[i] = bench_ms() - begin;
		session_sign_out(bench.session, "left");
		bench_close(&bench);
	}
	printf("argon2 %.3f\nsign_in %.3f\n", percentile(hashed, SIGN_INS, 50),
	       percentile(signed_in, SIGN_INS, 50));
}

static double
commit(struct bench *bench, int row)
{
	struct cursor *cursor;
	struct error error;
	double begin = bench_ms();

	must(store_begin(bench->store, "bench", &error), &error);
	must(store_fetch_sql(bench->store,
			     "UPDATE customer SET version = version + 1 WHERE id = :id",
			     ARGS(ARG_INT("id", 1 + row)), &cursor, &error),
	     &error);
	cursor_next(cursor);
	must(cursor_close(&cursor, &error), &error);
	must(store_commit(bench->store, &error), &error);
	return bench_ms() - begin;
}

static double
save(struct bench *bench, const char *name, const struct input *input)
{
	struct outcome outcome;
	struct arena *arena = arena_new();
	char request[REQUEST_SIZE];
	double begin = bench_ms();

	request_id(request);
	must(execute(bench->session, command_find(name), input, request, RUN, arena, &outcome),
	     &outcome.error);
	double took = bench_ms() - begin;
	arena_free(&arena);
	return took;
}

int
main(int count, char **words)
{
	static double bare[SAVES], block[SAVES], aircode[SAVES];
	const char *cards[SAVES], *phoned[SAVES];
	struct bench bench;

	if (count != 2)
		die("usage: save STORE");
	sign_in(words[1]);
	bench_open(&bench, words[1], "clerk");
	ask(&bench,
	    "SELECT number FROM v_card WHERE state = 'active' AND product = 'fleet' AND phone IS "
	    "NULL "
	    "AND next_rank IS NULL AND renewal = 'none' AND expires_on > '2027-12' ORDER BY "
	    "id LIMIT 60",
	    cards, SAVES);
	ask(&bench,
	    "SELECT number FROM v_card WHERE state = 'active' AND product = 'fleet' AND phone IS "
	    "NOT NULL "
	    "AND aircode_until IS NULL AND renewal = 'none' AND next_rank IS NULL ORDER BY id DESC "
	    "LIMIT 60",
	    phoned, SAVES);
	for (int i = 0; i < SAVES; i++) {
		bare[i] = commit(&bench, i) + commit(&bench, i + 1);
		block[i] = save(&bench, "card.block",
				(const struct input[]){ { "card", cards[i] },
							{ "reason", "theft" },
							{ "duplicate", "yes" },
							{ NULL, NULL } });
		aircode[i] = save(&bench, "card.request-aircode",
				  (const struct input[]){ { "card", phoned[i] }, { NULL, NULL } });
	}
	printf("bare %.3f\nblock %.3f\naircode %.3f\n", percentile(bare, SAVES, 50),
	       percentile(block, SAVES, 50), percentile(aircode, SAVES, 50));
	bench_close(&bench);
	return 0;
}
