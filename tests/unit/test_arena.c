/* Regions: zeroed, aligned, of any size, emptied at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/arena.h>
#include <signal.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#define WITH_SANITIZER __has_feature(address_sanitizer)
#else
#define WITH_SANITIZER 0
#endif
#if WITH_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

static void
test_zeroed_and_aligned(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	for (size_t size = 0; size < 20000; size = size * 3 / 2 + 1) {
		unsigned char *memory = arena_alloc(arena, size);
		assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(memory[i], 0);
		memset(memory, 0xAA, size);
	}
	arena_free(&arena);
	assert_null(arena);
	arena_free(&arena);
}

static void
test_pieces_do_not_overlap(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char *pieces[500];
	for (size_t i = 0; i < 500; i++) {
		pieces[i] = arena_alloc(arena, i + 1);
		memset(pieces[i], (int)(i % 256), i + 1);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t at = 0; at <= i; at++)
			assert_int_equal((unsigned char)pieces[i][at], i % 256);
	arena_free(&arena);
}

/* A list keeps what it has however long it grows, and moves only when it is full. */
static void
test_a_list_grows(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	size_t *list = NULL, room = 0, moves = 0;
	for (size_t i = 0; i < 1000; i++) {
		size_t *before = list;
		const bool full = i == room;
		list = arena_grown(arena, list, i, &room, sizeof *list);
		assert_true(room > i);
		assert_int_equal(list != before, full);
		moves += full;
		list[i] = i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(list[i], i);
	assert_true(moves < 10);
	arena_free(&arena);
}

static void
test_reset_gives_zeroed_memory_again(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	void *first = arena_alloc(arena, 100);
	memset(first, 1, 100);
	memset(arena_alloc(arena, 5000000), 1, 5000000);
	arena_reset(arena);
	unsigned char *again = arena_alloc(arena, 100);
	assert_ptr_equal(again, first);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(again[i], 0);
	arena_free(&arena);
}

static void
test_copies(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	assert_null(arena_copy(arena, NULL));
	assert_string_equal(arena_copy(arena, ""), "");
	assert_string_equal(arena_copy(arena, "Éric"), "Éric");
	const char *bytes = arena_copy_bytes(arena, "a\0b", 3);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_string_equal(arena_copy_bytes(arena, "", 0), "");
	assert_string_equal(arena_format(arena, "%s-%05d", "x", 42), "x-00042");
	char *large = arena_format(arena, "%100000d", 7);
	assert_int_equal(strlen(large), 100000);
	assert_int_equal(large[99999], '7');
	arena_free(&arena);
}

/* PIN-04: a text is written where it will stand, and what did not fit there is gone.  Under the
 * address sanitizer nobody may look. */
#if !WITH_SANITIZER
static void
test_what_did_not_fit_is_wiped(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *beside = arena_alloc(arena, 16);
	char *text = arena_format(arena, "%05000d", 7);
	assert_int_equal(strlen(text), 5000);
	assert_true(text < beside || text > beside + 4096);
	for (size_t i = 0; i < 2000; i++)
		assert_int_not_equal(beside[16 + i], '0');
	assert_string_equal(arena_format(arena, "%s", "next"), "next");
	arena_free(&arena);
}
#endif

static void
said(void)
{
	(void)!write(STDOUT_FILENO, "restored", 8);
}

static void
lose_by_product(void)
{
	arena_array(arena_new(), SIZE_MAX / 2, 3);
}

static void
lose_by_size(void)
{
	arena_alloc(arena_new(), SIZE_MAX - 5);
}

static void
lose_by_copy(void)
{
	arena_copy_bytes(arena_new(), "", SIZE_MAX);
}

/* The terminal is given back, once, and the program stops by abort. */
static void
assert_stops(void (*lose)(void))
{
	int ends[2];
	char told[64] = "";
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		const struct rlimit none = { .rlim_cur = 0 };
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		dup2(ends[1], STDOUT_FILENO);
		close(STDERR_FILENO);
		memory_on_loss(said);
		lose();
		_exit(0);
	}
	close(ends[1]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_int_equal(read(ends[0], told, sizeof told - 1), 8);
	assert_string_equal(told, "restored");
	close(ends[0]);
}

static void
test_no_memory_stops_the_program(void **state)
{
	(void)state;
	assert_stops(memory_lost);
	assert_stops(lose_by_product);
	assert_stops(lose_by_size);
	assert_stops(lose_by_copy);
}

/* PIN-04: what lived in an arena is nowhere once it is emptied. */
#if !WITH_SANITIZER
static void
test_emptied_is_wiped(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const volatile char *code = arena_copy(arena, "4826");
	assert_int_equal(code[0], '4');
	arena_reset(arena);
	for (int i = 0; i < 4; i++)
		assert_int_equal(code[i], 0);
	arena_free(&arena);
}
#else
/* F21: between two pieces nobody may look either, whatever made them. */
static void
test_one_too_many_is_seen(void **state)
{
	(void)state;
	for (size_t size = 1; size < 4079; size++) {
		struct arena *arena = arena_new();
		const size_t rest = 4079 - size; /* the block, but for what is to lie between */
		const char *piece = arena_alloc(arena, size);
		const char *text = arena_format(arena, "%0*d", (int)rest, 0);
		assert_int_equal(__asan_address_is_poisoned(piece + size - 1), 0);
		assert_int_equal(__asan_address_is_poisoned(piece + size), 1);
		assert_int_equal(__asan_address_is_poisoned(text + rest), 0);
		assert_int_equal(__asan_address_is_poisoned(text + rest + 1), 1);
		assert_int_equal(strlen(text), rest);
		arena_free(&arena);
	}
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeroed_and_aligned),
		cmocka_unit_test(test_pieces_do_not_overlap),
		cmocka_unit_test(test_a_list_grows),
		cmocka_unit_test(test_reset_gives_zeroed_memory_again),
		cmocka_unit_test(test_copies),
#if !WITH_SANITIZER
		cmocka_unit_test(test_what_did_not_fit_is_wiped),
		cmocka_unit_test(test_emptied_is_wiped),
#else
		cmocka_unit_test(test_one_too_many_is_seen),
#endif
		cmocka_unit_test(test_no_memory_stops_the_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
