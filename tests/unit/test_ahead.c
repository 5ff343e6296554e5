/* What is read ahead of the engine: it is in memory by the time it is wanted, and whatever the file
 * holds nothing else comes of it. */
#include "fixture.h"

#include "../../src/store/ahead.h"
#include <fcntl.h>
#include <guichet/lang.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROWS = 40000, LEFT_OUT = 7, ASKED = 20 };

/* Three pages above each other, as the cards of a large store. */
static void
make_table(struct fixture *f)
{
	assert_int_equal(
	    system(arena_format(f->arena,
				"sqlite3 %s/store.db \"CREATE TABLE wide (id INTEGER PRIMARY KEY, "
				"text TEXT); WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT "
				"id + 1 FROM n WHERE id < %d) INSERT INTO wide SELECT id * %d, "
				"printf('%%0500d', id) FROM n; CREATE TABLE by_term (term TEXT, "
				"id INTEGER, PRIMARY KEY (term, id)) WITHOUT ROWID; INSERT INTO "
				"by_term SELECT printf('%%08d%%0200d', id, id), id FROM wide; "
				"CREATE TABLE small (id INTEGER PRIMARY KEY); INSERT INTO small "
				"VALUES (7); "
				"PRAGMA wal_checkpoint (TRUNCATE)\" > %s/told",
				f->folder, ROWS, LEFT_OUT, f->folder)),
	    0);
}

static void
forget(const char *path)
{
	const int file = open(path, O_RDONLY);

	assert_true(file >= 0);
	assert_int_equal(fdatasync(file), 0);
	assert_int_equal(posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED), 0);
	close(file);
}

/* By this process, of disks. */
static long long
bytes_read(void)
{
	FILE *told = fopen("/proc/self/io", "r");
	char line[100];
	long long bytes = -1;

	while (told != NULL && fgets(line, sizeof line, told) != NULL)
		if (strncmp(line, "read_bytes: ", 12) == 0)
			bytes = atoll(line + 12);
	if (told != NULL)
		fclose(told);
	return bytes;
}

static void
read_row(struct fixture *f, int64_t id)
{
	struct cursor *cursor;

	assert_int_equal(store_select_sql(f->store, "SELECT text FROM wide WHERE id = :id",
					  ARGS(ARG_INT("id", id)), &cursor, NULL),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	assert_int_equal(atoll(cursor_text(cursor, 0)), id / LEFT_OUT);
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
}

static void
read_term(struct fixture *f, const char *term)
{
	struct cursor *cursor;

	assert_int_equal(store_select_sql(f->store,
					  "SELECT id FROM by_term WHERE term >= :term "
					  "ORDER BY term, id LIMIT 1",
					  ARGS(ARG_TEXT("term", term)), &cursor, NULL),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	assert_int_equal(cursor_int(cursor, 0), atoll(term));
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
}

static void
what_is_expected_is_there(void **state)
{
	struct fixture *f = *state;
	int64_t ids[ASKED];

	make_table(f);
	for (int i = 0; i < ASKED; i++)
		ids[i] = (int64_t)(1 + (i * 7919 + 4000) % ROWS) * LEFT_OUT;
	read_row(f, LEFT_OUT);
	forget(store_path(f->store));
	const long long before = bytes_read();
	const bool away = store_expect(f->store, "wide", ids, ASKED);
	const long long asked = bytes_read();
	if (asked <= before)
		skip(); /* a file system that is all memory */
	assert_true(away);
	for (int i = 0; i < ASKED; i++)
		read_row(f, ids[i]);
	assert_int_equal(bytes_read() - asked, 0);
}

/* S4: the beginnings of ranges of keys, and the first page of the table that they lead to. */
static void
the_same_by_terms(void **state)
{
	struct fixture *f = *state;
	const char *const next[] = { "nothing", "small", NULL };
	const char *terms[ASKED];

	make_table(f);
	for (int i = 0; i < ASKED; i++)
		terms[i] =
		    arena_format(f->arena, "%08d", (1 + (i * 7919 + 4000) % ROWS) * LEFT_OUT);
	read_term(f, arena_format(f->arena, "%08d", LEFT_OUT));
	forget(store_path(f->store));
	const long long before = bytes_read();
	store_expect_terms(f->store, "by_term", terms, ASKED, next);
	const long long asked = bytes_read();
	if (asked <= before)
		skip(); /* a file system that is all memory */
	for (int i = 0; i < ASKED; i++)
		read_term(f, terms[i]);
	assert_int_equal(fixture_number(f, "SELECT id FROM small"), 7);
	assert_int_equal(bytes_read() - asked, 0);
}

static void
what_is_in_memory_is_not_asked_for(void **state)
{
	struct fixture *f = *state;
	const int64_t ids[] = { 5 * LEFT_OUT, (ROWS / 2) * LEFT_OUT };

	make_table(f);
	forget(store_path(f->store));
	read_row(f, ids[1]);
	const long long before = bytes_read();
	assert_false(store_expect(f->store, "wide", ids, 2));
	assert_int_equal(bytes_read() - before, 0);
}

/* No such table, no such rows, more than are asked for at once: nothing comes of it. */
static void
what_is_not_there(void **state)
{
	struct fixture *f = *state;
	int64_t many[AHEAD_MOST + 10];

	for (int i = 0; i < AHEAD_MOST + 10; i++)
		many[i] = i * (INT64_MAX / (AHEAD_MOST + 10)) - 3;
	store_expect(f->store, "nothing", many, 3);
	store_expect(f->store, "card", many, 0);
	store_expect(f->store, "card", many, AHEAD_MOST + 10);
	ahead_of_rows("/nowhere", 2, many, 3);
	const char *const terms[] = { "", "A", "\xF4\x8F\xBF\xBF" };
	const char *const none[] = { NULL };
	store_expect_terms(f->store, "nothing", terms, 3, none);
	store_expect_terms(f->store, "search_key", terms, 0, none);
	store_expect_terms(f->store, "card", terms, 3, none); /* is not kept by them */
}

/* F10: pages of chance, some of them with the mark of an inner one of either kind. */
static void
whatever_the_file_holds(void **state)
{
	struct fixture *f = *state;
	enum { PAGE = 4096, PAGES = 64, ROUNDS = 50 };
	static unsigned char bytes[PAGES * PAGE];
	const char *path = arena_format(f->arena, "%s/chance", f->folder);
	const unsigned seed = 20261126;

	print_message("seed %u\n", seed);
	srandom(seed);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] =
			    (unsigned char)(i % PAGE == 0 ? 2 + 3 * (round % 2) : random() >> 8);
		for (size_t i = 0; i < PAGES; i++) { /* children that are there, few cells */
			bytes[i * PAGE + 3] &= (unsigned char)(round % 8);
			memset(bytes + i * PAGE + 8, 0, 3);
			bytes[i * PAGE + 11] %= PAGES + 2;
		}
		FILE *out = fopen(path, "w");
		assert_int_equal(fwrite(bytes, 1, sizeof bytes, out), sizeof bytes);
		fclose(out);
		const int file = open(path, O_RDONLY);
		forget(path);
		for (uint32_t root = 1; root <= PAGES; root++) {
			const int64_t ids[] = { random(), 0, INT64_MAX, -1, random() };
			const char *const terms[] = { "", "A", "\xF4\x8F\xBF\xBF" };
			posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
			ahead_of_rows(path, root, ids, sizeof ids / sizeof *ids);
			posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
			ahead_of_terms(path, root, terms, sizeof terms / sizeof *terms,
				       &(const uint32_t){ 0 });
		}
		close(file);
	}
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(what_is_expected_is_there),
		case_of(the_same_by_terms),
		case_of(what_is_in_memory_is_not_asked_for),
		case_of(what_is_not_there),
		case_of(whatever_the_file_holds),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
