#include "bench.h"

#include <fcntl.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void
die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

void
must(enum status status, const struct error *error)
{
	struct arena *arena = arena_new();

	if (status != STATUS_OK)
		die("%s", error_text(arena, lang_get("en"), error));
	arena_free(&arena);
}

static void
no_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	(void)context, (void)args;
	die("%s:%d: %s", file, line, key);
}

void
bench_open(struct bench *bench, const char *path, const char *login)
{
	struct error error;
	const char *now = getenv("GUICHET_NOW");

	umask(077);
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!secret_start())
		die("no secrets");
	bench->arena = arena_new();
	bench->config = config_load(NULL, no_fault, NULL);
	must(store_open(&bench->store, path, NULL, &error), &error);
	bench->session = session_new(bench->store, bench->config, lang_get("fr"));
	if (now != NULL)
		clock_set(&bench->session->clock, now);
	if (login != NULL)
		must(session_act_as(bench->session, login, &error), &error);
}

void
bench_close(struct bench *bench)
{
	session_free(&bench->session);
	store_close(&bench->store);
	config_free(&bench->config);
	arena_free(&bench->arena);
}

pid_t
bench_begin(char **command)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	int nothing = open("/dev/null", O_RDWR);
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execvp(command[0], command);
	_exit(127);
}

double
bench_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double
bench_cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double
percentile(double *values, size_t count, double of)
{
	size_t place = (size_t)((double)count * of / 100);

	if (count == 0)
		return 0;
	qsort(values, count, sizeof *values, compare);
	return values[place < count ? place : count - 1];
}

struct lots
lots_of(uint64_t seed)
{
	return (struct lots){ seed * 0x9E3779B97F4A7C15u + 1 };
}

size_t
lots_below(struct lots *lots, size_t below)
{
	lots->state ^= lots->state << 13;
	lots->state ^= lots->state >> 7;
	lots->state ^= lots->state << 17;
	return (size_t)(lots->state >> 16) % below;
}

/* As many characters, not bytes. */
static const char *
beginning(struct arena *arena, const char *text, size_t characters)
{
	size_t size = 0;

	while (text[size] != '\0' && characters > 0) {
		size++;
		while (((unsigned char)text[size] & 0xC0) == 0x80)
			size++;
		characters--;
	}
	return arena_copy_bytes(arena, text, size);
}

enum { PLATE, PHONE, DRIVER, NUMBER, CUSTOMER, FIELDS };

/* Which of a card's fields is typed, out of a hundred; two words of a name count as one field here.
 */
static int
field_typed(struct lots *lots, bool whole)
{
	static const int shares[FIELDS] = { 27, 15, 35, 15, 8 };
	int draw = (int)lots_below(lots, 100), field = 0;

	if (whole)
		return draw < 50 ? PLATE : DRIVER;
	while (field < CUSTOMER && draw >= shares[field])
		draw -= shares[field++];
	return field;
}

/* The end of a number, as often as its beginning: that is how people read it aloud. */
static const char *
part_typed(struct arena *arena, struct lots *lots, int field, const char *text)
{
	size_t size = strlen(text), part = 3 + lots_below(lots, 6);

	if (field == NUMBER && lots_below(lots, 4) != 0)
		return text + (size > part ? size - part : 0);
	if (field == PHONE && lots_below(lots, 2) != 0)
		return text + (size > part ? size - part : 0);
	return beginning(arena, text, part);
}

static bool
draw_one(struct bench *bench, struct lots *lots, int64_t card, bool whole, struct typed *typed)
{
	struct cursor *cursor;
	struct error error;
	const int field = field_typed(lots, whole);

	must(store_select_sql(
		 bench->store,
		 "SELECT card.plate, card.phone, card.driver, card.number, customer.name, "
		 "card.id FROM card JOIN customer ON customer.id = card.customer_id "
		 "WHERE card.id >= :id ORDER BY card.id LIMIT 1",
		 ARGS(ARG_INT("id", card)), &cursor, &error),
	     &error);
	bool drawn = cursor_next(cursor) && strlen(cursor_text(cursor, field)) >= 4;
	if (drawn) {
		const char *text = arena_copy(bench->arena, cursor_text(cursor, field));

		typed->card = cursor_int(cursor, 5);
		typed->words = whole ? text : part_typed(bench->arena, lots, field, text);
	}
	must(cursor_close(&cursor, &error), &error);
	return drawn;
}

int64_t
cards_last(struct bench *bench)
{
	struct cursor *cursor;
	struct error error;

	must(store_select_sql(bench->store, "SELECT MAX(id) FROM card", NULL, &cursor, &error),
	     &error);
	int64_t last = cursor_next(cursor) ? cursor_int(cursor, 0) : 0;
	must(cursor_close(&cursor, &error), &error);
	return last;
}

struct typed *
typed_draw(struct bench *bench, struct lots *lots, size_t count, bool whole)
{
	struct typed *typed = arena_array(bench->arena, count, sizeof *typed);
	const int64_t last = cards_last(bench);

	for (size_t i = 0; i < count;)
		i += draw_one(bench, lots, 1 + (int64_t)lots_below(lots, (size_t)last), whole,
			      &typed[i]);
	return typed;
}

const char *
typed_wrong(struct arena *arena, struct lots *lots, const char *words)
{
	char *wrong = arena_format(arena, "%s ", words);
	size_t size = strlen(words), at;

	do /* a letter or a digit, not a part of one and not what stands between them */
		at = lots_below(lots, size);
	while ((unsigned char)words[at] >= 0x80 || strchr(" -", words[at]) != NULL);
	switch (lots_below(lots, 3)) {
	case 0:
		wrong[at] = "BCFGKLMTWX"[lots_below(lots, 10)];
		break;
	case 1:
		memmove(wrong + at, wrong + at + 1, size - at);
		break;
	default:
		memmove(wrong + at + 1, words + at, size - at);
		wrong[size + 1] = '\0';
	}
	return wrong;
}
