/* The store's file: what is refused and how it is told (F10), copies that are checked, reads that
 * cannot write (decision 2), a full disk (F7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <guichet/arena.h>
#include <guichet/secret.h>
#include <guichet/store.h>

struct place {
	struct arena *arena;
	const char *folder, *path;
};

static int
set_up(void **state)
{
	struct arena *arena = arena_new();
	struct place *place = arena_alloc(arena, sizeof *place);
	char name[] = "/tmp/guichet-store-XXXXXX";
	struct error error = { 0 };

	secret_start();
	assert_non_null(mkdtemp(name));
	place->arena = arena;
	place->folder = arena_copy(arena, name);
	place->path = arena_format(arena, "%s/s.db", name);
	assert_int_equal(store_create(place->path, NULL, "demo", &error), STATUS_OK);
	*state = place;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *place = *state;
	struct arena *arena = place->arena;

	assert_int_equal(system(arena_format(arena, "rm -rf %s", place->folder)), 0);
	arena_free(&arena);
	return 0;
}

static void
assert_refused(const char *path, const char *key)
{
	struct store *store = NULL;
	struct error error = { 0 };

	assert_int_equal(store_open(&store, path, NULL, &error), STATUS_FAILED);
	assert_string_equal(error.key, key);
	assert_null(store);
}

static struct store *
open_store(const char *path)
{
	struct store *store = NULL;
	struct error error = { 0 };

	if (store_open(&store, path, NULL, &error) != STATUS_OK)
		fail_msg("%s: %s", path, error.key);
	return store;
}

static void
opens_and_knows_its_kind(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct error error = { 0 };

	assert_true(store_is_demo(store));
	assert_true(store_is_owner(store));
	assert_false(store_is_read_only(store));
	store_close(&store);
	assert_int_equal(store_create(place->path, NULL, "store", &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.store_exists");
}

static void
refuses_what_is_no_store(void **state)
{
	const struct place *place = *state;
	struct arena *arena = place->arena;
	const char *other = arena_format(arena, "%s/o.db", place->folder);

	assert_refused(other, "error.store_missing");
	assert_int_equal(system(arena_format(arena, "umask 077; echo bonjour > %s", other)), 0);
	assert_refused(other, "error.store_damaged");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(
	    system(arena_format(arena, "umask 077; sqlite3 %s 'CREATE TABLE t (x)'", other)), 0);
	assert_refused(other, "error.store_foreign");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(symlink(place->path, other), 0);
	assert_refused(other, "error.store_link");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(link(place->path, other), 0);
	assert_refused(other, "error.store_link");
	assert_int_equal(unlink(other), 0);
	assert_int_equal(chmod(place->path, 0644), 0);
	assert_refused(place->path, "error.store_permissions");
}

/* F6: a demo that cannot be asked whether it is one is not taken for a store of real cards. */
static void
refuses_one_whose_kind_cannot_be_read(void **state)
{
	const struct place *place = *state;

	assert_int_equal(
	    system(arena_format(place->arena, "sqlite3 %s 'ALTER TABLE setting RENAME TO gone'",
				place->path)),
	    0);
	assert_refused(place->path, "error.store");
}

static void
refuses_a_newer_and_an_older_one(void **state)
{
	const struct place *place = *state;
	struct arena *arena = place->arena;
	int from = 0, to = 0;
	struct error error = { 0 };

	assert_int_equal(
	    system(arena_format(arena,
				"sqlite3 %s \"INSERT INTO migration VALUES (999, 'x', 'x', 'x')\"",
				place->path)),
	    0);
	assert_refused(place->path, "error.store_newer");
	assert_int_equal(store_migrate(place->path, &from, &to, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.store_newer");
	assert_int_equal(
	    system(arena_format(arena,
				"sqlite3 %s \"DELETE FROM migration WHERE version IN (%d, 999)\"",
				place->path, store_newest_version())),
	    0);
	assert_refused(place->path, "error.store_older");
}

static int64_t
number_of(const struct place *place, const char *sql)
{
	struct store *store = open_store(place->path);
	struct cursor *cursor = NULL;
	struct error error = { 0 };

	assert_int_equal(store_select_sql(store, sql, NULL, &cursor, &error), STATUS_OK);
	assert_true(cursor_next(cursor));
	const int64_t number = cursor_int(cursor, 0);
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	store_close(&store);
	return number;
}

#define VIEWS_LEFT "SELECT COUNT(*) FROM sqlite_master WHERE type = 'view'"

/* Programs before had them in the store, by now perhaps of other columns. */
static void
migrate_takes_views_out(void **state)
{
	const struct place *place = *state;
	int from = 0, to = 0;
	struct error error = { 0 };

	assert_int_equal(
	    system(arena_format(
		place->arena,
		"(for n in $(seq 120); do echo \"CREATE VIEW v_$n AS SELECT x FROM gone;\"; done;"
		" echo \"CREATE VIEW v_card AS SELECT 7 AS id; CREATE VIEW 'a\\\"b' AS SELECT 1;"
		" INSERT INTO setting VALUES ('views', 'x')\") | sqlite3 %s",
		place->path)),
	    0);
	assert_int_equal(number_of(place, VIEWS_LEFT), 122);
	assert_int_equal(number_of(place, "SELECT COUNT(*) FROM v_card"), 0);
	assert_int_equal(store_migrate(place->path, &from, &to, &error), STATUS_OK);
	assert_int_equal(to, store_newest_version());
	assert_int_equal(number_of(place, VIEWS_LEFT), 0);
	assert_int_equal(number_of(place, "SELECT COUNT(*) FROM setting WHERE name = 'views'"), 0);
}

/* Not "older": no migration would bring it here, and none is begun. */
static void
refuses_one_that_another_program_made(void **state)
{
	const struct place *place = *state;
	int from = 0, to = 0;
	struct error error = { 0 };

	assert_int_equal(
	    system(arena_format(
		place->arena,
		"sqlite3 %s \"UPDATE migration SET checksum = 'x' WHERE version = %d\"",
		place->path, store_newest_version())),
	    0);
	assert_refused(place->path, "error.store_other");
	assert_int_equal(store_migrate(place->path, &from, &to, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.store_other");
	assert_int_equal(store_version_of(place->path, &from, &error), STATUS_FAILED);
}

static void
count_fault(void *context, const char *key, const struct arg *args)
{
	(void)args;
	print_message("fault: %s\n", key);
	++*(int *)context;
}

static void
check_sees_an_altered_migration(void **state)
{
	const struct place *place = *state;
	struct error error = { 0 };
	int faults = 0;
	struct store *store = open_store(place->path);

	assert_int_equal(store_check(store, count_fault, &faults, &error), STATUS_OK);
	assert_int_equal(faults, 0);
	store_close(&store);
	assert_int_equal(system(arena_format(
			     place->arena,
			     "sqlite3 %s \"UPDATE migration SET checksum = 'x' WHERE version = 2\"",
			     place->path)),
			 0);
	store = open_store(place->path);
	assert_int_equal(store_check(store, count_fault, &faults, &error), STATUS_OK);
	assert_int_equal(faults, 1);
	store_close(&store);
}

static void
screens_cannot_write(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct cursor *cursor = NULL;
	struct error error = { 0 };

	assert_int_equal(
	    store_select_sql(store, "DELETE FROM setting RETURNING name", NULL, &cursor, &error),
	    STATUS_OK);
	assert_false(cursor_next(cursor));
	assert_int_equal(cursor_close(&cursor, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.store_read_only");
	store_close(&store);
}

static void
put_setting(struct store *store, const char *value, enum status expected)
{
	struct error error = { 0 };
	struct cursor *cursor = NULL;
	enum status status = store_begin(store, "test", &error);

	assert_int_equal(status, STATUS_OK);
	status = store_fetch_sql(store, "INSERT INTO setting (name, value) VALUES (:value, :value)",
				 ARGS(ARG_TEXT("value", value)), &cursor, &error);
	assert_int_equal(status, STATUS_OK);
	cursor_next(cursor);
	status = cursor_close(&cursor, &error);
	if (status == STATUS_OK)
		status = store_commit(store, &error);
	else
		store_rollback(store);
	assert_int_equal(status, expected);
}

static int64_t
count_settings(struct store *store)
{
	struct cursor *cursor = NULL;
	struct error error = { 0 };

	assert_int_equal(store_select_sql(store,
					  "SELECT COUNT(*) FROM setting WHERE name LIKE 'k_' OR "
					  "name = 'nightly_on'",
					  NULL, &cursor, &error),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	const int64_t count = cursor_int(cursor, 0);
	cursor_close(&cursor, NULL);
	return count;
}

/* How all indexes of that kind are made, in their order. */
static const char *
indexes(const struct place *place, struct store *store, const char *kind)
{
	const char *sql =
	    arena_format(place->arena,
			 "SELECT GROUP_CONCAT(sql, ';') FROM (SELECT sql FROM "
			 "sqlite_master WHERE sql LIKE 'CREATE %s %%' ORDER BY rowid)",
			 kind);
	struct cursor *cursor = NULL;
	struct error error = { 0 };

	assert_int_equal(store_in_transaction(store)
			     ? store_fetch_sql(store, sql, NULL, &cursor, &error)
			     : store_select_sql(store, sql, NULL, &cursor, &error),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	const char *list = arena_copy(place->arena, cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return list;
}

static void
indexes_set_aside_come_back(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct error error = { 0 };
	const char *all = indexes(place, store, "INDEX"), *unique = indexes(place, store, "UNIQUE");
	const char *const *made = NULL;

	for (int back = 0; back < 2; back++) {
		assert_int_equal(store_begin(store, "test", &error), STATUS_OK);
		assert_int_equal(store_indexes_aside(store, place->arena, &made, &error),
				 STATUS_OK);
		assert_string_equal(indexes(place, store, "INDEX"), "");
		assert_string_equal(indexes(place, store, "UNIQUE"), unique);
		if (back) {
			assert_int_equal(store_indexes_back(store, made, &error), STATUS_OK);
			assert_int_equal(store_commit(store, &error), STATUS_OK);
		} else {
			store_rollback(store);
		}
		assert_string_equal(indexes(place, store, "INDEX"), all);
	}
	assert_true(strlen(all) > 1000);
	store_close(&store);
}

/* What is not there leaves the rest as it was; a number asked for as text is its digits. */
static void
cells_are_read_by_their_type(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct cursor *cursor = NULL;
	struct error error = { 0 };
	struct value cells[] = { { .type = TYPE_TEXT, .text = "before" },
				 { .type = TYPE_MONEY },
				 { .type = TYPE_CARD },
				 { .type = TYPE_TEXT } };

	assert_int_equal(store_select_sql(store, "SELECT NULL, -7, 42, 'é'", NULL, &cursor, &error),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	for (int i = 0; i < 4; i++)
		cursor_read(cursor, i, &cells[i]);
	assert_false(cells[0].known);
	assert_string_equal(cells[0].text, "before");
	assert_true(cells[1].known && cells[1].number == -7);
	assert_string_equal(cells[2].text, "42");
	assert_string_equal(cells[3].text, "é");
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
	store_close(&store);
}

static void
changes_are_seen_by_the_other_connection(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	const int64_t before = store_changes(store);

	assert_int_equal(store_changes(store), before);
	put_setting(store, "k1", STATUS_OK);
	assert_int_not_equal(store_changes(store), before);
	assert_int_equal(count_settings(store), 1);
	store_close(&store);
}

static int64_t
size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (int64_t)st.st_size;
}

/* Pages of the log after it, about: three copies, one of them in the index. */
static void
put_pages(struct store *store, const struct place *place, char first, size_t pages)
{
	const size_t size = pages * 4096 / 3;
	char *value = arena_alloc(place->arena, size + 1);

	memset(value, first, size);
	value[size] = '\0';
	put_setting(store, value, STATUS_OK);
}

/* S11: nobody who waits for his save waits for what others have saved to be put in its place. */
static void
the_log_is_put_back_by_who_rests(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path), *other = open_store(place->path);
	const int64_t before = size_of(place->path);

	put_pages(store, place, 'a', 300);
	store_tidy(store);
	assert_int_equal(size_of(place->path), before); /* too little of it */
	put_pages(store, place, 'b', 700);
	assert_int_equal(size_of(place->path), before);
	store_tidy(other); /* has saved nothing */
	assert_int_equal(size_of(place->path), before);
	store_tidy(store);
	const int64_t after = size_of(place->path);
	assert_true(after - before > 900 * 4096);
	/* Nobody rests: then it is whoever comes. */
	put_pages(store, place, 'c', 2500);
	assert_true(size_of(place->path) - after > 2400 * 4096);
	store_close(&other);
	/* It is all in the file by then, and takes room no longer once who wrote it has left. */
	const char *log = arena_format(place->arena, "%s-wal", place->path);
	assert_true(size_of(log) > 2400 * 4096);
	store_close(&store);
	assert_int_equal(size_of(log), 0);
}

/* A clerk of another process who is still in would go on writing to what is put aside. */
static pid_t
clerk_in_store(const char *path)
{
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	const pid_t child = fork();
	if (child == 0) {
		struct store *store = open_store(path);
		count_settings(store);
		if (write(ready[1], "r", 1) == 1)
			pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static const char *
journal_mode(struct store *store)
{
	static char mode[16];
	struct cursor *cursor = NULL;

	assert_int_equal(store_select_sql(store, "PRAGMA journal_mode", NULL, &cursor, NULL),
			 STATUS_OK);
	assert_true(cursor_next(cursor));
	snprintf(mode, sizeof mode, "%s", cursor_text(cursor, 0));
	cursor_close(&cursor, NULL);
	return mode;
}

static void
backup_and_restore(void **state)
{
	const struct place *place = *state;
	struct arena *arena = place->arena;
	const char *copy = arena_format(arena, "%s/copy.db", place->folder);
	struct store *store = open_store(place->path);
	struct error error = { 0 };

	put_setting(store, "k1", STATUS_OK);
	assert_int_equal(store_backup(store, copy, &error), STATUS_OK);
	assert_int_equal(store_backup(store, copy, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.file_exists");
	put_setting(store, "k2", STATUS_OK);
	store_close(&store);
	const pid_t clerk = clerk_in_store(place->path);
	assert_int_equal(store_restore(copy, place->path, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.store_in_use");
	assert_int_equal(kill(clerk, SIGKILL), 0);
	assert_int_equal(waitpid(clerk, NULL, 0), clerk);
	assert_int_equal(store_restore(copy, place->path, &error), STATUS_OK);
	store = open_store(place->path);
	assert_int_equal(count_settings(store), 1);
	put_setting(store, "k3", STATUS_OK);
	store_close(&store);
	/* The store that was there is kept, and is one. */
	const char *before = arena_format(arena, "%s.before", place->path);
	assert_int_equal(rename(before, place->path), 0);
	assert_int_equal(unlink(arena_format(arena, "%s-wal", place->path)), 0);
	assert_int_equal(unlink(arena_format(arena, "%s-shm", place->path)), 0);
	store = open_store(place->path);
	assert_int_equal(count_settings(store), 2);
	assert_string_equal(journal_mode(store), "wal");
	store_close(&store);
}

static void
a_damaged_copy_changes_nothing(void **state)
{
	const struct place *place = *state;
	struct arena *arena = place->arena;
	const char *copy = arena_format(arena, "%s/copy.db", place->folder);
	struct store *store = open_store(place->path);
	struct error error = { 0 };
	struct stat st;

	put_setting(store, "k1", STATUS_OK);
	assert_int_equal(store_backup(store, copy, &error), STATUS_OK);
	put_setting(store, "k2", STATUS_OK);
	store_close(&store);
	assert_int_equal(stat(copy, &st), 0);
	for (int part = 1; part < 20; part++) {
		const char *cut = arena_format(arena, "%s/cut-%d.db", place->folder, part);
		assert_int_equal(system(arena_format(arena, "umask 077; head -c %lld %s > %s",
						     (long long)st.st_size * part / 20, copy, cut)),
				 0);
		assert_int_equal(store_restore(cut, place->path, &error), STATUS_FAILED);
	}
	store = open_store(place->path);
	assert_int_equal(count_settings(store), 2);
	store_close(&store);
}

static void
a_full_disk_loses_nothing(void **state) /* F7 */
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct rlimit limit, all;
	struct stat st;

	put_setting(store, "k1", STATUS_OK);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(stat(arena_format(place->arena, "%s-wal", place->path), &st), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	limit = all;
	limit.rlim_cur = (rlim_t)st.st_size + 512;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	put_setting(store, "k2", STATUS_FAILED);
	assert_int_equal(count_settings(store), 1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	put_setting(store, "k2", STATUS_OK);
	assert_int_equal(count_settings(store), 2);
	store_close(&store);
}

static enum status
run_sql(struct store *store, const char *sql, struct error *error)
{
	struct cursor *cursor = NULL;
	const enum status status = store_fetch_sql(store, sql, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	cursor_next(cursor);
	return cursor_close(&cursor, error);
}

static const struct value *
next_night(void *context)
{
	struct value **night = context, *given = *night;

	*night = NULL;
	return given;
}

static enum status
run_rows(struct store *store, const char *text, struct error *error)
{
	struct value value = value_text(TYPE_TEXT, text), *night = &value;
	int64_t changed = 0;
	const struct value_rows rows = { .names = (const char *const[]){ "today", NULL },
					 .next = next_night,
					 .context = &night };

	return store_run_rows(store, SQL_RENEWAL_NIGHT_DONE, &rows, &changed, error);
}

/* The store has no more room: the engine rolls back the whole transaction by itself. */
static void
fill(const struct place *place, struct store *store, bool by_rows)
{
	enum { MUCH = 1000000 };
	struct error error = { 0 };
	char *much = arena_alloc(place->arena, MUCH + 1);

	memset(much, 'x', MUCH);
	assert_int_equal(run_sql(store, "PRAGMA max_page_count = 1", &error), STATUS_OK);
	assert_int_equal(
	    by_rows ? run_rows(store, much, &error)
		    : run_sql(store, "INSERT INTO setting VALUES ('k2', hex(zeroblob(500000)))",
			      &error),
	    STATUS_FAILED);
	assert_string_equal(error.key, "error.store_full");
}

/* F6, F7: one who overlooks that is told at whatever he asks next.  Else the engine would do each
 * by itself, for good: a change without its audit. */
static void
what_the_engine_rolled_back_is_not_gone_on_with(void **state)
{
	const struct place *place = *state;
	struct store *store = open_store(place->path);
	struct error error = { 0 };

	for (int way = 0; way < 8; way++) {
		assert_int_equal(store_begin(store, "test", &error), STATUS_OK);
		assert_int_equal(run_sql(store, "INSERT INTO setting VALUES ('k1', '')", &error),
				 STATUS_OK);
		fill(place, store, way >= 4);
		error_clear(&error);
		enum status status =
		    way % 4 == 0   ? run_sql(store, "INSERT INTO setting VALUES ('k3', '')", &error)
		    : way % 4 == 1 ? run_rows(store, "2026-11-20", &error)
		    : way % 4 == 2 ? store_savepoint(store, &error)
				   : store_commit(store, &error);
		assert_int_equal(status, STATUS_FAILED);
		assert_string_equal(error.key, "error.store_full");
		if (way % 4 < 3)
			store_rollback(store);
		assert_int_equal(count_settings(store), 0);
	}
	assert_int_equal(store_begin(store, "test", &error), STATUS_OK);
	assert_int_equal(run_sql(store, "PRAGMA max_page_count = 1000000", &error), STATUS_OK);
	store_rollback(store);
	put_setting(store, "k4", STATUS_OK);
	assert_int_equal(count_settings(store), 1);
	store_close(&store);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(opens_and_knows_its_kind),
		TEST(refuses_what_is_no_store),
		TEST(refuses_one_whose_kind_cannot_be_read),
		TEST(refuses_a_newer_and_an_older_one),
		TEST(refuses_one_that_another_program_made),
		TEST(migrate_takes_views_out),
		TEST(check_sees_an_altered_migration),
		TEST(screens_cannot_write),
		TEST(indexes_set_aside_come_back),
		TEST(cells_are_read_by_their_type),
		TEST(changes_are_seen_by_the_other_connection),
		TEST(the_log_is_put_back_by_who_rests),
		TEST(backup_and_restore),
		TEST(a_damaged_copy_changes_nothing),
		TEST(a_full_disk_loses_nothing),
		TEST(what_the_engine_rolled_back_is_not_gone_on_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
