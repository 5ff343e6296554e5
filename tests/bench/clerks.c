/* clerks STORE CLERKS SECONDS [busy | save]: S11 and S12, so many processes of one clerk each, an
 * action a second: 95 of 100 look (find anything, a page of the list, a card), 5 save a phone
 * number by its command.  The store is changed: a copy.
 *
 * What is measured begins when all of them have come in and have found, paged and saved once, as
 * clerks have who came in the morning: the first save of a process opens its way to write.
 * STORE.begun is made then.
 *
 * save: they do nothing but save.  busy: the saves are four bare statements of SQLite that wait by
 * its own busy_timeout, without the gate: what a program is that leaves waiting to the library.
 *
 * Prints names and figures: milliseconds, per cent of one processor, KiB. */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <guichet/execute.h>
#include <guichet/find.h>
#include <guichet/rows.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ACTIONS = 4096, HEIGHT = 17, WORDS = 40, SAVES = 5, REST_MS = 1000 };

struct diary {
	int reads, writes, refused;
	long pss, own;
	double cpu, read_cpu;
	double read[ACTIONS], write[ACTIONS];
};

/* Shared by all of them. */
struct day {
	_Atomic int there;
	_Atomic double begin; /* milliseconds; 0: not all are there */
	struct diary diaries[];
};

struct clerk {
	struct bench bench;
	struct lots lots;
	struct rows *rows;
	struct typed *typed;
	size_t cards;
	size_t saves; /* of a hundred actions */
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
	bool writes = lots_below(&clerk->lots, 100) < clerk->saves;
	const char *number = writes ? card_drawn(clerk, arena) : NULL;
	double begin = bench_ms(), cpu = bench_cpu_ms();

	if (number == NULL) {
		look(clerk, arena);
		diary->read_cpu += bench_cpu_ms() - cpu;
		if (diary->reads < ACTIONS)
			diary->read[diary->reads++] = bench_ms() - begin;
	} else {
		bool done = clerk->bare != NULL ? save_bare(clerk, arena, number)
						: save(clerk, arena, number);

		diary->refused += !done;
		if (diary->writes < ACTIONS)
			diary->write[diary->writes++] = bench_ms() - begin;
		store_tidy(clerk->bench.store); /* as a terminal does whose clerk rests */
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
	struct ask ask = { .screen = screen };
	ask.columns = ask_shown(clerk->bench.arena, clerk->bench.session, &ask);
	must(rows_open(&clerk->rows, clerk->bench.session, &ask, HEIGHT, &error), &error);
	if (!bare)
		return;
	if (sqlite3_open(path, &clerk->bare) != SQLITE_OK ||
	    sqlite3_busy_timeout(clerk->bare, 20000) != SQLITE_OK ||
	    sqlite3_exec(clerk->bare, "PRAGMA synchronous = FULL; PRAGMA cache_size = -2048", NULL,
			 NULL, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(clerk->bare));
}

/* Each kind of action once, then the day begins for all; until then nothing counts. */
static double
come_in(struct clerk *clerk, struct day *day, struct diary *diary)
{
	const size_t saves = clerk->saves;

	for (size_t i = 0; i < 8; i++) {
		clerk->saves = i == 0 ? 100 : 0;
		act(clerk, diary);
	}
	clerk->saves = saves;
	*diary = (struct diary){ .reads = 0 };
	atomic_fetch_add(&day->there, 1);
	while (atomic_load(&day->begin) < 1)
		usleep(10000);
	return atomic_load(&day->begin);
}

static void
clerk_work(const char *path, int me, bool bare, size_t saves, double length, struct day *day)
{
	struct diary *diary = &day->diaries[me];
	struct clerk clerk = { .saves = saves };

	clerk_begin(&clerk, path, me, bare);
	const double begin = come_in(&clerk, day, diary);
	double next = begin + (double)lots_below(&clerk.lots, 1000);
	const double idle = bench_cpu_ms();
	for (sleep_until(next); next < begin + length; sleep_until(next)) {
		act(&clerk, diary);
		next += 500 + (double)lots_below(&clerk.lots, 1000);
	}
	diary->cpu = bench_cpu_ms() - idle;
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
tell_all(const struct diary *diaries, int clerks, double seconds)
{
	double *reads = malloc(sizeof *reads * ACTIONS * (size_t)clerks),
	       *writes = malloc(sizeof *writes * ACTIONS * (size_t)clerks);
	double busy = 0, busy_reading = 0;
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
		busy += diaries[i].cpu;
		busy_reading += diaries[i].read_cpu;
		pss += diaries[i].pss;
		own += diaries[i].own;
	}
	tell("reads", reads, read);
	tell("writes", writes, written);
	printf("refused %d\ncpu %.3f\ncpu_reads %.3f\npss %ld\nprivate %ld\n", refused,
	       busy / seconds / 10, busy_reading / seconds / 10, pss / clerks, own / clerks);
	free(reads);
	free(writes);
}

/* begun: a file that is made when all are there. */
static int
day_over(struct day *day, int clerks, double seconds, const char *begun)
{
	int status, failed = 0, over = 0;

	while (atomic_load(&day->there) < clerks && over == 0) {
		over = waitpid(-1, &status, WNOHANG) > 0; /* one that could not come in */
		usleep(10000);
	}
	failed = over;
	close(open(begun, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	atomic_store(&day->begin, bench_ms() + REST_MS);
	while (wait(&status) > 0)
		failed += status != 0;
	tell_all(day->diaries, clerks, seconds);
	return failed > 0;
}

int
main(int count, char **words)
{
	const int clerks = count >= 4 ? atoi(words[2]) : 0;
	const double seconds = count >= 4 ? atof(words[3]) : 0;
	const bool bare = count == 5 && strcmp(words[4], "busy") == 0;
	const size_t saves = count == 5 && strcmp(words[4], "save") == 0 ? 100 : SAVES;

	if (clerks < 1 || seconds < 1)
		die("usage: clerks STORE CLERKS SECONDS [busy | save]");
	const size_t room = sizeof(struct day) + sizeof(struct diary) * (size_t)clerks;
	struct day *day =
	    mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (day == MAP_FAILED)
		die("no memory");
	for (int i = 0; i < clerks; i++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			clerk_work(words[1], i, bare, saves, seconds * 1000, day);
			_exit(0);
		}
	char begun[4096];
	snprintf(begun, sizeof begun, "%s.begun", words[1]);
	unlink(begun);
	return day_over(day, clerks, seconds, begun);
}
