/* clerks STORE CLERKS SECONDS [busy]: S11 and S12, so many processes of one clerk each, an action a
 * second: 95 of 100 look (find anything, a page of the list, a card), 5 save a phone number by its
 * command.  The store is changed: a copy.
 *
 * busy: the saves are four bare statements of SQLite that wait by its own busy_timeout, without the
 * gate: what a program is that leaves waiting to the library.
 *
 * Prints names and figures: milliseconds, per cent of one processor, KiB. */
#define _GNU_SOURCE
#include "bench.h"

#include <guichet/execute.h>
#include <guichet/find.h>
#include <guichet/rows.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ACTIONS = 4096, HEIGHT = 17, WORDS = 40 };

struct diary {
	int reads, writes, refused;
	long pss, own;
	double read[ACTIONS], write[ACTIONS];
};

struct clerk {
	struct bench bench;
	struct lots lots;
	struct rows *rows;
	struct typed *typed;
	size_t cards;
	sqlite3 *bare;
};

static void
sleep_until(double when)
{
	double left = when - bench_ms();

	if (left > 0)
		usleep((useconds_t)(left * 1000));
}

static const char *
card_drawn(struct clerk *clerk, struct arena *arena)
{
	struct cursor *cursor;
	struct error error;
	const char *number = NULL;

	must(store_select_sql(
		 clerk->bench.store,
		 "SELECT number FROM card WHERE id >= :id AND state = 'active' AND product = "
		 "'fleet' ORDER BY id LIMIT 1",
		 ARGS(ARG_INT("id", 1 + (int64_t)lots_below(&clerk->lots, clerk->cards))), &cursor,
		 &error),
	     &error);
	if (cursor_next(cursor))
		number = arena_copy(arena, cursor_text(cursor, 0));
	must(cursor_close(&cursor, &error), &error);
	return number;
}

static void
look(struct clerk *clerk, struct arena *arena)
{
	struct error error;
	size_t count;
	bool more, guessed, moved;
	const struct found *found;

	if (lots_below(&clerk->lots, 100) < 60) {
		must(find(clerk->bench.session, clerk->typed[lots_below(&clerk->lots, WORDS)].words,
			  20, arena, &found, &count, &more, &guessed, &error),
		     &error);
		return;
	}
	must(rows_move(clerk->rows, lots_below(&clerk->lots, 8) ? ROWS_PAGE_DOWN : ROWS_HOME,
		       &moved, &error),
	     &error);
}

static bool
save(struct clerk *clerk, struct arena *arena, const char *number)
{
	struct outcome outcome;
	char request[REQUEST_SIZE];
	const char *phone = arena_format(arena, "+324704%05zu", lots_below(&clerk->lots, 100000));

	request_id(request);
	return execute(
		   clerk->bench.session, command_find("card.set-phone"),
		   (const struct input[]){ { "card", number }, { "phone", phone }, { NULL, NULL } },
		   request, RUN, arena, &outcome) == STATUS_OK;
}

static bool
save_bare(struct clerk *clerk, struct arena *arena, const char *number)
{
	char *sql = arena_format(
	    arena,
	    "BEGIN IMMEDIATE; UPDATE card SET version = version + 1 WHERE number = '%s';"
	    "INSERT INTO search_key (term, kind, id) VALUES ('#%zu', 'bench', %zu) ON CONFLICT DO "
	    "NOTHING;"
	    "UPDATE customer SET version = version + 1 WHERE id = %zu; COMMIT",
	    number, lots_below(&clerk->lots, 1000000), lots_below(&clerk->lots, 1000000),
	    1 + lots_below(&clerk->lots, 100));

	if (sqlite3_exec(clerk->bare, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	sqlite3_exec(clerk->bare, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

static void
act(struct clerk *clerk, struct diary *diary)
{
	struct arena *arena = arena_new();
	bool writes = lots_below(&clerk->lots, 100) < 5;
	const char *number = writes ? card_drawn(clerk, arena) : NULL;
	double begin = bench_ms();

	if (number == NULL) {
		look(clerk, arena);
		if (diary->reads < ACTIONS)
			diary->read[diary->reads++] = bench_ms() - begin;
	} else {
		bool done = clerk->bare != NULL ? save_bare(clerk, arena, number)
						: save(clerk, arena, number);

		diary->refused += !done;
		if (diary->writes < ACTIONS)
			diary->write[diary->writes++] = bench_ms() - begin;
	}
	arena_free(&arena);
}

static void
memory_own(struct diary *diary)
{
	char line[256];
	long kib;
	FILE *file = fopen("/proc/self/smaps_rollup", "r");

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (sscanf(line, "Pss: %ld", &kib) == 1)
			diary->pss = kib;
		if (sscanf(line, "Private_Clean: %ld", &kib) == 1 ||
		    sscanf(line, "Private_Dirty: %ld", &kib) == 1)
			diary->own += kib;
	}
	if (file != NULL)
		fclose(file);
}

static void
clerk_begin(struct clerk *clerk, const char *path, int me, bool bare)
{
	const struct screen *screen;
	struct error error;

	bench_open(&clerk->bench, path, "clerk");
	clerk->lots = lots_of((uint64_t)me + 11);
	clerk->cards = (size_t)cards_last(&clerk->bench);
	clerk->typed = typed_draw(&clerk->bench, &clerk->lots, WORDS, false);
	must(screen_load(clerk->bench.arena, clerk->bench.config, "cards", &screen, &error),
	     &error);
	const struct ask ask = { .screen = screen };
	must(rows_open(&clerk->rows, clerk->bench.session, &ask, HEIGHT, &error), &error);
	if (!bare)
		return;
	if (sqlite3_open(path, &clerk->bare) != SQLITE_OK ||
	    sqlite3_busy_timeout(clerk->bare, 20000) != SQLITE_OK ||
	    sqlite3_exec(clerk->bare, "PRAGMA synchronous = FULL; PRAGMA cache_size = -2048", NULL,
			 NULL, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(clerk->bare));
}

/* What is before begin, and what the process took until then, is not the work. */
static void
clerk_work(const char *path, int me, bool bare, double begin, double end, struct diary *diary,
	   double *idle)
{
	struct clerk clerk = { .rows = NULL };

	clerk_begin(&clerk, path, me, bare);
	double next = begin + (double)lots_below(&clerk.lots, 1000);
	*idle = bench_cpu_ms();
	for (sleep_until(next); next < end; sleep_until(next)) {
		act(&clerk, diary);
		next += 500 + (double)lots_below(&clerk.lots, 1000);
	}
	*idle = bench_cpu_ms() - *idle;
	memory_own(diary);
}

static void
tell(const char *name, double *values, size_t count)
{
	printf("%s %zu\n%s_p50 %.3f\n", name, count, name, percentile(values, count, 50));
	printf("%s_p99 %.3f\n%s_max %.3f\n", name, percentile(values, count, 99), name,
	       percentile(values, count, 100));
}

static void
tell_all(const struct diary *diaries, const double *cpu, int clerks, double seconds)
{
	double *reads = malloc(sizeof *reads * ACTIONS * (size_t)clerks),
	       *writes = malloc(sizeof *writes * ACTIONS * (size_t)clerks);
	double busy = 0;
	size_t read = 0, written = 0;
	int refused = 0;
	long pss = 0, own = 0;

	if (reads == NULL || writes == NULL)
		die("no memory");
	for (int i = 0; i < clerks; i++) {
		memcpy(reads + read, diaries[i].read, sizeof *reads * (size_t)diaries[i].reads);
		memcpy(writes + written, diaries[i].write,
		       sizeof *writes * (size_t)diaries[i].writes);
		read += (size_t)diaries[i].reads;
		written += (size_t)diaries[i].writes;
		refused += diaries[i].refused;
		busy += cpu[i];
		pss += diaries[i].pss;
		own += diaries[i].own;
	}
	tell("reads", reads, read);
	tell("writes", writes, written);
	printf("refused %d\ncpu %.3f\npss %ld\nprivate %ld\n", refused, busy / seconds / 10,
	       pss / clerks, own / clerks);
	free(reads);
	free(writes);
}

int
main(int count, char **words)
{
	const int clerks = count >= 4 ? atoi(words[2]) : 0;
	const double seconds = count >= 4 ? atof(words[3]) : 0;
	const bool bare = count == 5 && strcmp(words[4], "busy") == 0;

	if (clerks < 1 || seconds < 1)
		die("usage: clerks STORE CLERKS SECONDS [busy]");
	const size_t room = (sizeof(struct diary) + sizeof(double)) * (size_t)clerks;
	struct diary *diaries =
	    mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (diaries == MAP_FAILED)
		die("no memory");
	double *cpu = (double *)(void *)(diaries + clerks);
	const double begin = bench_ms() + 20 * clerks + 1000; /* all are there by then */
	for (int i = 0; i < clerks; i++)
		if (fork() == 0) {
			clerk_work(words[1], i, bare, begin, begin + seconds * 1000, &diaries[i],
				   &cpu[i]);
			_exit(0);
		}
	int status, failed = 0;
	while (wait(&status) > 0)
		failed += status != 0;
	tell_all(diaries, cpu, clerks, seconds);
	return failed > 0;
}
