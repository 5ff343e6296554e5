/* OBU-02: papers: what may come in, where they are kept, what is found out about them later. */
#include "fixture.h"

#include <guichet/document.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST ((size_t)10 << 20)

static const char pdf[] = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\nstartxref\n9\n%%EOF\n";
static const unsigned char png[] = {
	0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,   0,    0,   13,   'I',  'H', 'D',
	'R',  0,   0,   0,   1,    0,    0,    0,    1,   8,    0,   0,    0,    0,   1,
	2,    3,   4,   0,   0,    0,    1,    'I',  'D', 'A',  'T', 0,    9,    9,   9,
	9,    0,   0,   0,   0,    'I',  'E',  'N',  'D', 0xae, 'B', 0x60, 0x82,
};
static const unsigned char jpeg[] = {
	0xff, 0xd8, 0xff, 0xe0, 0, 4,    'J', 'F',  0xff, 0xc0, 0,    11,
	8,    0,    1,    0,    1, 1,    1,   0x11, 0,    0xff, 0xda, 0,
	8,    1,    1,    0,    0, 0x3f, 0,   0x55, 0x55, 0xff, 0xd9,
};

static const struct sample {
	const char *media;
	const void *bytes;
	size_t size;
} samples[] = {
	{ "pdf", pdf, sizeof pdf - 1 },
	{ "png", png, sizeof png },
	{ "jpeg", jpeg, sizeof jpeg },
};

static const char *
file_of(struct fixture *f, const char *name, const void *bytes, size_t size)
{
	const char *path = arena_format(f->arena, "%s/%s", f->folder, name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *
refused(struct fixture *f, const char *path)
{
	struct document document;
	static struct error error;
	error_clear(&error);
	assert_int_equal(document_read(f->arena, path, MOST, &document, &error), STATUS_REFUSED);
	assert_null(document.hash);
	return error.key;
}

/* By what they are, whatever they are called; cut anywhere, they are none. */
static void
kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct sample *sample = &samples[i];
		assert_string_equal(document_media(sample->bytes, sample->size), sample->media);
		for (size_t size = 0; size + 1 < sample->size; size++) {
			/* exactly so many bytes: a look beyond them would be caught */
			char *cut = malloc(size + (size == 0));
			assert_non_null(cut);
			memcpy(cut, sample->bytes, size);
			assert_null(document_media(cut, size));
			free(cut);
		}
	}
	assert_null(document_media("GIF89a", 6));
	assert_null(document_media("%PDF-1.4 and no end", 19));
}

/* Any bytes, of any length, are looked at without harm. */
static void
any_bytes(void **state)
{
	unsigned seed = 7;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		const struct sample *sample = &samples[round % 3];
		char *bytes = malloc(sample->size);
		assert_non_null(bytes);
		memcpy(bytes, sample->bytes, sample->size);
		for (int i = 0; i < 3; i++) {
			seed = seed * 1103515245u + 12345u;
			bytes[(seed >> 8) % sample->size] = (char)(seed >> 20);
		}
		document_media(bytes, sample->size);
		free(bytes);
	}
}

static void
hostile_files(void **state)
{
	struct fixture *f = *state;
	const char *good = file_of(f, "good.pdf", pdf, sizeof pdf - 1);
	const char *link_path = arena_format(f->arena, "%s/link.pdf", f->folder);
	const char *pipe_path = arena_format(f->arena, "%s/pipe.pdf", f->folder);
	assert_int_equal(symlink(good, link_path), 0);
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_string_equal(refused(f, link_path), "error.document_link");
	assert_string_equal(refused(f, pipe_path), "error.document_no_file"); /* and nobody waits */
	assert_string_equal(refused(f, f->folder), "error.document_no_file");
	assert_string_equal(refused(f, "/dev/zero"), "error.document_no_file");
	assert_string_equal(refused(f, arena_format(f->arena, "%s/none.pdf", f->folder)),
			    "error.document_unreadable");
	assert_string_equal(refused(f, file_of(f, "empty.pdf", "", 0)), "error.document_empty");
	assert_string_equal(refused(f, file_of(f, "cut.pdf", pdf, sizeof pdf - 8)),
			    "error.document_media");
	if (geteuid() != 0) { /* root reads everything */
		assert_int_equal(chmod(good, 0), 0);
		assert_string_equal(refused(f, good), "error.document_unreadable");
	}
}

/* 10 MiB is not too much; one byte more is. */
static void
ten_mebibytes(void **state)
{
	struct fixture *f = *state;
	struct document document;
	const char *path = file_of(f, "big.pdf", pdf, sizeof pdf - 1);
	char *end = arena_format(f->arena, "startxref\n9\n%%%%EOF\n");
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, (long)(MOST - strlen(end)), SEEK_SET), 0);
	assert_int_equal(fputs(end, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(document_read(f->arena, path, MOST, &document, NULL), STATUS_OK);
	assert_int_equal(document.size, MOST);
	assert_int_equal(truncate(path, (off_t)MOST + 1), 0);
	assert_string_equal(refused(f, path), "error.document_large");
}

static void
names_are_cleaned(void **state)
{
	static const char *const cases[][2] = {
		{ "carte grise.pdf", "carte grise.pdf" },
		{ "..hidden.pdf", "hidden.pdf" },
		{ "tab\tand \x1b[31mred.pdf", NULL },
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < 3; i++) {
		struct document document;
		const char *path = file_of(f, cases[i][0], pdf, sizeof pdf - 1);
		assert_int_equal(document_read(f->arena, path, MOST, &document, NULL), STATUS_OK);
		if (cases[i][1] != NULL) {
			assert_string_equal(document.name, cases[i][1]);
		} else {
			assert_null(strpbrk(document.name, "\t\x1b/"));
		}
	}
}

struct told {
	char keys[4][40];
	int count;
};

static void
tell(void *context, const char *key, const struct arg *args)
{
	struct told *told = context;
	(void)args;
	assert_true(told->count < 4);
	snprintf(told->keys[told->count++], sizeof told->keys[0], "%s", key);
}

static struct told
faults_of(struct fixture *f)
{
	struct told told = { .count = 0 };
	assert_int_equal(document_check(f->store, tell, &told, NULL), STATUS_OK);
	return told;
}

static const char *
attach(struct fixture *f)
{
	assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "card",
				     fixture_card("active"), "file",
				     file_of(f, "grise.pdf", pdf, sizeof pdf - 1), NULL),
			 STATUS_OK);
	const char *hash = fixture_text(f, "SELECT hash FROM document");
	return arena_format(f->arena, "%s/store.db.documents/%s", f->folder, hash);
}

/* Kept for the store's user alone; given back as it came in, over nothing. */
static void
kept_and_given_back(void **state)
{
	struct fixture *f = *state;
	struct stat st;
	const char *kept = attach(f);
	const char *hash = strrchr(kept, '/') + 1;
	const char *back = arena_format(f->arena, "%s/back.pdf", f->folder);
	assert_int_equal(stat(kept, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(arena_format(f->arena, "%s/store.db.documents", f->folder), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(faults_of(f).count, 0);
	umask(077); /* as the program begins */
	assert_int_equal(document_save(f->store, hash, back, NULL), STATUS_OK);
	assert_int_equal(system(arena_format(f->arena, "cmp -s '%s' '%s'", kept, back)), 0);
	assert_int_equal(stat(back, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	struct error error = { .status = STATUS_OK };
	assert_int_equal(document_save(f->store, hash, back, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.file_exists");
}

/* Altered or missing: named, and not given back; the same paper again mends it. */
static void
altered_or_missing(void **state)
{
	struct fixture *f = *state;
	const char *kept = attach(f);
	const char *hash = strrchr(kept, '/') + 1;
	const char *back = arena_format(f->arena, "%s/back.pdf", f->folder);
	struct error error = { .status = STATUS_OK };
	FILE *file = fopen(kept, "r+b");
	assert_non_null(file);
	assert_int_equal(fputs("%PDF-6", file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(faults_of(f).keys[0], "check.document_altered");
	assert_int_equal(document_save(f->store, hash, back, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.document_altered");
	assert_int_not_equal(access(back, F_OK), 0);
	assert_int_equal(unlink(kept), 0);
	assert_string_equal(faults_of(f).keys[0], "check.document_missing");
	assert_int_equal(document_save(f->store, hash, back, &error), STATUS_FAILED);
	assert_string_equal(error.key, "error.document_missing");
	assert_int_equal(fixture_run(f, f->clerk, "card.attach-document", "card",
				     fixture_card("cancelled"), "file",
				     file_of(f, "grise.pdf", pdf, sizeof pdf - 1), NULL),
			 STATUS_OK);
	assert_int_equal(faults_of(f).count, 0);
}

/* Killed between the file and the commit: no row, and the file that was left is named. */
static void
killed_before_the_commit(void **state)
{
	struct fixture *f = *state;
	struct document document;
	const char *path = file_of(f, "grise.pdf", pdf, sizeof pdf - 1);
	int how = 0;
	assert_int_equal(document_read(f->arena, path, MOST, &document, NULL), STATUS_OK);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct store *store = NULL;
		const char *db = arena_format(f->arena, "%s/store.db", f->folder);
		if (store_open(&store, db, NULL, NULL) != STATUS_OK ||
		    store_begin(store, "killed", NULL) != STATUS_OK ||
		    store_run(store, SQL_DOCUMENT_INSERT,
			      ARGS(ARG_INT("id", 1), ARG_INT("customer", 1), ARG_NULL("card"),
				   ARG_NULL("request"), ARG_TEXT("kind", "other"),
				   ARG_TEXT("name", document.name), ARG_TEXT("media", "pdf"),
				   ARG_INT("size", (int64_t)document.size),
				   ARG_TEXT("hash", document.hash), ARG_TEXT("login", "clerk"),
				   ARG_TEXT("now", "2026-11-20T14:41:00Z")),
			      NULL, NULL) != STATUS_OK ||
		    document_keep(store, &document, NULL) != STATUS_OK) {
			_exit(1);
		}
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM document"), 0);
	assert_int_equal(faults_of(f).count, 1);
	assert_string_equal(faults_of(f).keys[0], "check.document_orphan");
	attach(f); /* the same paper, handed over again, is whole and has its row */
	assert_int_equal(faults_of(f).count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),  cmocka_unit_test(any_bytes),    TEST(hostile_files),
		TEST(ten_mebibytes),      TEST(names_are_cleaned),        TEST(kept_and_given_back),
		TEST(altered_or_missing), TEST(killed_before_the_commit),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
