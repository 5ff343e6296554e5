/* page STORE: S5, pages of the list of cards in every order that is offered, anywhere in it, beside
 * its first page; and how long it takes to say how many there are.  Prints names and figures in
 * milliseconds. */
#include "bench.h"

#include <guichet/rows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEIGHT = 17, PAGES = 30, ROUNDS = 5, OTHERS = 80, COUNTS = 5 };

static double first[PAGES * 64], deep[PAGES * 64];
static size_t firsts, deeps;

static double
move(struct rows *rows, enum rows_move way)
{
	struct error error;
	bool went;
	double begin = bench_cpu_ms();

	must(rows_move(rows, way, &went, &error), &error);
	return bench_cpu_ms() - begin;
}

/* Cards from all over, until the store's cache holds nothing else. */
static void
elsewhere(struct bench *bench, struct lots *lots, int64_t last)
{
	for (int i = 0; i < OTHERS; i++) {
		struct cursor *cursor;
		struct error error;
		const int64_t card = 1 + (int64_t)lots_below(lots, (size_t)last);

		must(store_select_sql(bench->store, "SELECT * FROM v_card WHERE id = :id",
				      ARGS(ARG_INT("id", card)), &cursor, &error),
		     &error);
		cursor_next(cursor);
		must(cursor_close(&cursor, &error), &error);
	}
}

static void
go_to(struct rows *rows, struct lots *lots, int64_t last)
{
	struct error error;
	bool found = false;

	while (!found)
		must(
		    rows_goto_id(rows, 1 + (int64_t)lots_below(lots, (size_t)last), &found, &error),
		    &error);
}

/* A page somewhere, and the first one: each after others, so that neither is still in the store's
 * cache. */
static void
turn(struct bench *bench, struct rows *rows, struct lots *lots, int64_t last, enum rows_move way,
     double *at, double *home)
{
	go_to(rows, lots, last);
	elsewhere(bench, lots, last);
	*at = move(rows, way);
	elsewhere(bench, lots, last);
	*home = move(rows, ROWS_HOME);
}

static void
order(struct bench *bench, const struct screen *screen, const char *name, int64_t last)
{
	static double took[2][PAGES][ROUNDS];
	struct rows *rows;
	struct error error;
	struct ask ask = { .screen = screen, .order = name };
	size_t begun[2] = { firsts, deeps };

	ask.columns = ask_shown(bench->arena, bench->session, &ask); /* as the terminal does */
	must(rows_open(&rows, bench->session, &ask, HEIGHT, &error), &error);
	for (int round = 0; round < ROUNDS; round++) {
		struct lots lots = lots_of(5);

		for (int i = 0; i < PAGES; i++)
			turn(bench, rows, &lots, last, i % 2 ? ROWS_PAGE_DOWN : ROWS_PAGE_UP,
			     &took[1][i][round], &took[0][i][round]);
	}
	rows_close(&rows);
	for (int i = 0; i < PAGES; i++) {
		first[firsts++] = percentile(took[0][i], ROUNDS, 50);
		deep[deeps++] = percentile(took[1][i], ROUNDS, 50);
	}
	printf("order_%s %.3f", name,
	       percentile(deep + begun[1], PAGES, 50) / percentile(first + begun[0], PAGES, 50));
	printf(" %.3f\n", percentile(deep + begun[1], PAGES, 99));
}

/* What stands on the screen at once ("10 000+"), and the exact count, which goes on while nobody
 * types. */
static void
counting(struct bench *bench, const struct screen *screen, const char *line, double *shown,
	 double *exact)
{
	double opened[COUNTS], moved[COUNTS], whole[COUNTS];

	for (int i = 0; i < COUNTS; i++) {
		struct arena *arena = arena_new();
		struct ask ask = { .screen = screen };
		struct rows *rows;
		struct error error;

		must(ask_parse(arena, bench->session->lang, screen, line, &ask, &error), &error);
		ask.screen = screen;
		/* The window's own reading, as warm as the move it is held against. */
		must(rows_open(&rows, bench->session, &ask, HEIGHT, &error), &error);
		rows_close(&rows);
		double begin = bench_cpu_ms();
		must(rows_open(&rows, bench->session, &ask, HEIGHT, &error), &error);
		opened[i] = bench_cpu_ms() - begin;
		moved[i] = move(rows, ROWS_HOME);
		begin = bench_cpu_ms();
		while (rows_count(rows, 20))
			;
		whole[i] = bench_cpu_ms() - begin;
		rows_close(&rows);
		arena_free(&arena);
	}
	/* Of two that may be a hundred times as long the least: a disturbed one outweighs what is
	 * between them. */
	double half = percentile(opened, COUNTS, 0) - percentile(moved, COUNTS, 0);
	double all = percentile(whole, COUNTS, 50);
	*shown = half > *shown ? half : *shown;
	*exact = all > *exact ? all : *exact;
	printf("count_%s %.3f %.3f\n", *line ? line : "all", half, all);
}

int
main(int count, char **words)
{
	static const char *const filters[] = { "",
					       "state:blocked",
					       "state:active",
					       "product:fleet",
					       "plate:1-A",
					       "driver:jean",
					       "expires_on:2027-01..2027-12",
					       "state:active driver:dupont" };
	struct bench bench;
	struct error error;
	const struct screen *screen;
	double shown = 0, exact = 0;

	if (count != 2)
		die("usage: page STORE");
	bench_open(&bench, words[1], "agent");
	must(screen_load(bench.arena, bench.config, "cards", &screen, &error), &error);
	const int64_t last = cards_last(&bench);
	for (size_t i = 0; i < screen->column_count; i++)
		for (int turned = 0; screen->columns[i].sort && turned < 2; turned++)
			order(&bench, screen,
			      arena_format(bench.arena, "%s%s", turned ? "-" : "",
					   screen->columns[i].field),
			      last);
	printf("first_p50 %.3f\ndeep_p50 %.3f\n", percentile(first, firsts, 50),
	       percentile(deep, deeps, 50));
	printf("deep_p99 %.3f\n", percentile(deep, deeps, 99));
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		counting(&bench, screen, filters[i], &shown, &exact);
	printf("shown %.3f\nexact %.3f\n", shown, exact);
	bench_close(&bench);
	return 0;
}
