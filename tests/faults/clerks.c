/* Clerks without a terminal, on the real road of a save (execute):
 *
 *   clerks pair STORE ROUNDS SEED             two clerks change one record, in every order (F8)
 *   clerks crowd STORE CLERKS RATE SECONDS    so many processes, each RATE saves a second (0: flat
 * out) (F1, F2)
 *
 * Each prints one line of JSON. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/execute.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>

struct clerk {
	struct store *store;
	struct config *config;
	struct session *session;
	struct arena *arena;
};

_Noreturn static void
stop(const char *what, struct arena *arena, const struct error *error)
{
	fprintf(stderr, "clerks: %s: %s\n", what,
		error != NULL ? error_text(arena, lang_get("en"), error) : "");
	exit(2);
}

static void
sit_down(struct clerk *clerk, const char *path)
{
	struct error error = { .status = STATUS_OK };

	clerk->arena = arena_new();
	if (store_open(&clerk->store, path, NULL, &error) != STATUS_OK)
		stop(path, clerk->arena, &error);
	clerk->config = config_load(NULL, NULL, NULL);
	clerk->session = session_new(clerk->store, clerk->config, lang_get("en"));
	clock_set(&clerk->session->clock, "2026-11-20T15:41");
	if (session_act_as(clerk->session, "agent", &error) != STATUS_OK)
		stop("agent", clerk->arena, &error);
}

static void
get_up(struct clerk *clerk)
{
	session_free(&clerk->session);
	config_free(&clerk->config);
	store_close(&clerk->store);
	arena_free(&clerk->arena);
}

/* version NULL: whatever it is. */
static enum status
set_phone(struct clerk *clerk, const char *card, const char *phone, const char *version)
{
	const struct input input[] = { { "card", card },
				       { "phone", phone },
				       { version != NULL ? "version" : NULL, version },
				       { NULL, NULL } };
	struct outcome outcome;

	arena_reset(clerk->arena);
	const enum status status = execute(clerk->session, command_find("card.set-phone"), input,
					   NULL, RUN, clerk->arena, &outcome);
	if (status != STATUS_OK && status != STATUS_CHANGED)
		stop(card, clerk->arena, &outcome.error);
	return status;
}

/* ---- two clerks ---- */

enum { CARDS_MOST = 2000, OPERATIONS = 6, NUMBER = 32 };

static size_t
list_cards(struct store *store, char cards[][NUMBER], size_t most)
{
	struct cursor *cursor = NULL;
	size_t count = 0;

	if (store_select_sql(
		store,
		"SELECT c.number FROM card c JOIN rank r ON r.card_id = c.id AND r.number = c.rank"
		" WHERE r.state = 'active' AND c.product = 'fleet' ORDER BY c.id",
		NULL, &cursor, NULL) != STATUS_OK)
		return 0;
	while (count < most && cursor_next(cursor))
		snprintf(cards[count++], NUMBER, "%s", cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return count;
}

static int64_t
look(struct store *store, const char *card, char phone[NUMBER])
{
	struct cursor *cursor = NULL;
	int64_t version = -1;

	if (store_select_sql(store, "SELECT version, phone FROM card WHERE number = :card",
			     ARGS(ARG_TEXT("card", card)), &cursor, NULL) == STATUS_OK &&
	    cursor_next(cursor)) {
		version = cursor_int(cursor, 0);
		snprintf(phone, NUMBER, "%s", cursor_text(cursor, 1));
	}
	cursor_close(&cursor, NULL);
	return version;
}

struct pair {
	struct clerk clerks[2];
	int64_t seen[2];
	char there[NUMBER];
	int64_t version;
	long saved, refused, overwritten, lost;
};

/* Who saves on what he no longer sees overwrites another's work in silence. */
static void
save(struct pair *pair, int who, const char *card, unsigned chance)
{
	char phone[NUMBER], text[NUMBER], now[NUMBER] = "";
	const bool stale = pair->seen[who] != pair->version;

	snprintf(phone, sizeof phone, "+3247%07u", chance % 10000000);
	snprintf(text, sizeof text, "%lld", (long long)pair->seen[who]);
	const enum status status = set_phone(&pair->clerks[who], card, phone, text);
	const int64_t version = look(pair->clerks[1 - who].store, card, now);
	if (status == STATUS_CHANGED) {
		pair->refused++;
		pair->lost += !stale || strcmp(now, pair->there) != 0;
	} else {
		pair->saved++;
		pair->overwritten += stale;
		pair->lost += strcmp(now, phone) != 0;
	}
	pair->version = version;
	snprintf(pair->there, sizeof pair->there, "%s", now);
}

/* Each clerk reads, saves, and saves once more, having read again or not: in any order of the six.
 */
static void
round_of(struct pair *pair, const char *card, unsigned *chance)
{
	int left[2] = { OPERATIONS / 2, OPERATIONS / 2 };
	char phone[NUMBER] = "";

	pair->version = look(pair->clerks[0].store, card, pair->there);
	while (left[0] + left[1] > 0) {
		const int who = left[0] == 0 ? 1 : left[1] == 0 ? 0 : rand_r(chance) % 2;
		const int turn = OPERATIONS / 2 - left[who]--;
		if (turn == 0 || (turn == 1 && rand_r(chance) % 4 == 0))
			pair->seen[who] = look(pair->clerks[who].store, card, phone);
		else
			save(pair, who, card, (unsigned)rand_r(chance));
	}
}

static int
pair_run(const char *path, long rounds, unsigned seed)
{
	static char cards[CARDS_MOST][NUMBER];
	struct pair pair = { .saved = 0 };

	sit_down(&pair.clerks[0], path);
	sit_down(&pair.clerks[1], path);
	const size_t count = list_cards(pair.clerks[0].store, cards, CARDS_MOST);
	if (count == 0)
		stop("no card", NULL, NULL);
	for (long i = 0; i < rounds; i++)
		round_of(&pair, cards[(size_t)rand_r(&seed) % count], &seed);
	get_up(&pair.clerks[0]);
	get_up(&pair.clerks[1]);
	printf("{\"rounds\": %ld, \"saved\": %ld, \"refused\": %ld, \"overwritten\": %ld, "
	       "\"lost\": %ld}\n",
	       rounds, pair.saved, pair.refused, pair.overwritten, pair.lost);
	return 0;
}

/* ---- a crowd ---- */

enum { SAVES_MOST = 40000 };
struct tally {
	_Atomic bool seated;
	int saves;
	double took[SAVES_MOST];
};
struct hall {
	_Atomic bool open; /* all are seated: begin is set */
	double begin;
	struct tally tallies[];
};

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
sleep_until(double when)
{
	const double left = when - seconds();

	if (left > 0)
		usleep((useconds_t)(left * 1e6));
}

static void
work(const char *path, struct hall *hall, int number, double rate, double how_long)
{
	struct tally *tally = &hall->tallies[number];
	static char cards[CARDS_MOST][NUMBER];
	struct clerk clerk;
	unsigned chance = (unsigned)number * 7919 + 1;
	char phone[NUMBER];

	sit_down(&clerk, path);
	const size_t count = list_cards(clerk.store, cards, CARDS_MOST);
	tally->seated = true;
	while (!hall->open)
		usleep(1000);
	const double begin = hall->begin, end = begin + how_long;
	double next = begin + (rate > 0 ? (double)(rand_r(&chance) % 1000) / 1000 / rate : 0);
	while (next < end && seconds() < end && tally->saves < SAVES_MOST) {
		sleep_until(next);
		snprintf(phone, sizeof phone, "+3247%03d%04d", number % 1000, tally->saves % 10000);
		const double from = seconds();
		set_phone(&clerk, cards[(size_t)rand_r(&chance) % count], phone, NULL);
		tally->took[tally->saves++] = (seconds() - from) * 1000;
		next = rate > 0 ? next + 1 / rate : seconds();
	}
	get_up(&clerk);
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
crowd_run(const char *path, int clerks, double rate, double how_long)
{
	const size_t size = sizeof(struct hall) + sizeof(struct tally) * (size_t)clerks;
	struct hall *hall =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double *all = malloc(sizeof *all * SAVES_MOST * (size_t)clerks);
	size_t count = 0;
	int status, failed = 0, fewest = SAVES_MOST, most = 0;

	if (hall == MAP_FAILED || all == NULL)
		abort();
	for (int i = 0; i < clerks; i++)
		if (fork() == 0) {
			work(path, hall, i, rate, how_long);
			_exit(0);
		}
	/* One that cannot sit down has ended. */
	for (int i = 0; i < clerks; i++)
		while (!hall->tallies[i].seated && failed == 0) {
			usleep(1000);
			failed += waitpid(-1, &status, WNOHANG) > 0;
		}
	hall->begin = seconds();
	hall->open = true;
	while (wait(&status) > 0)
		failed += status != 0;
	for (int i = 0; i < clerks; i++) {
		const int saves = hall->tallies[i].saves;
		fewest = saves < fewest ? saves : fewest;
		most = saves > most ? saves : most;
		memcpy(all + count, hall->tallies[i].took, sizeof *all * (size_t)saves);
		count += (size_t)saves;
	}
	qsort(all, count, sizeof *all, compare);
	printf("{\"saves\": %zu, \"failed\": %d, \"fewest\": %d, \"most\": %d, \"p50\": %.1f, "
	       "\"p99\": %.1f, \"worst\": %.1f}\n",
	       count, failed, fewest, most, count ? all[count / 2] : 0,
	       count ? all[count * 99 / 100] : 0, count ? all[count - 1] : 0);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc < 5 || !secret_start())
		return 2;
	if (strcmp(argv[1], "pair") == 0)
		return pair_run(argv[2], atol(argv[3]), (unsigned)atol(argv[4]));
	return crowd_run(argv[2], atoi(argv[3]), atof(argv[4]), argc > 5 ? atof(argv[5]) : 60);
}
