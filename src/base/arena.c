#include <guichet/arena.h>
#include <limits.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer what an arena has not given, or has taken back, cannot be touched,
 * nor what it then leaves between two that it gives: one too many is seen. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#endif
#ifdef WITH_SANITIZER
#include <sanitizer/asan_interface.h>
#define forbid(memory, size) ASAN_POISON_MEMORY_REGION((memory), (size))
#define permit(memory, size) ASAN_UNPOISON_MEMORY_REGION((memory), (size))
#else
#define forbid(memory, size) ((void)(memory), (void)(size))
#define permit(memory, size) ((void)(memory), (void)(size))
#endif

#ifdef WITH_SANITIZER
enum { BETWEEN = alignof(max_align_t) };
#else
enum { BETWEEN = 0 };
#endif

#define BLOCK_FIRST 4096
#define BLOCK_MOST (1024 * 1024)
#define ROOM_FIRST 16

struct block {
	struct block *previous;
	size_t size, used;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *block, *first;
};

static void (*restore_terminal)(void);

void
memory_on_loss(void (*restore)(void))
{
	restore_terminal = restore;
}

_Noreturn void
memory_lost(void)
{
	if (restore_terminal != NULL)
		restore_terminal();
	fputs("guichet: out of memory\n", stderr);
	abort();
}

/* Measured: libconfig keeps 1 to 12 times the text.  Volatile, or clang asks for nothing: it sees
 * that nothing is done with it. */
void
memory_to_parse(size_t text_size)
{
	void *volatile enough = malloc(16 * text_size + 128 * 1024);

	if (enough == NULL)
		memory_lost();
	free(enough);
}

/* What was given is wiped before it is taken back (PIN-04): a compiler may not leave this out. */
static void
block_wipe(struct block *block)
{
	permit(block->bytes, block->size);
	explicit_bzero(block->bytes, block->used);
	block->used = 0;
}

static void
block_free(struct block *block)
{
	block_wipe(block);
	free(block);
}

static struct block *
block_new(size_t size, struct block *previous)
{
	if (size > PTRDIFF_MAX - sizeof(struct block))
		memory_lost();
	struct block *block = malloc(sizeof *block + size);
	if (block == NULL)
		memory_lost();
	block->previous = previous;
	block->size = size;
	block->used = 0;
	forbid(block->bytes, size);
	return block;
}

struct arena *
arena_new(void)
{
	struct arena *arena = malloc(sizeof *arena);
	if (arena == NULL)
		memory_lost();
	arena->first = arena->block = block_new(BLOCK_FIRST, NULL);
	return arena;
}

void
arena_reset(struct arena *arena)
{
	while (arena->block != arena->first) {
		struct block *previous = arena->block->previous;
		block_free(arena->block);
		arena->block = previous;
	}
	if (arena->first->used == 0)
		return;
	block_wipe(arena->first);
	forbid(arena->first->bytes, arena->first->size);
}

void
arena_free(struct arena **arena)
{
	struct arena *gone = *arena;

	if (gone == NULL)
		return;
	*arena = NULL; /* first: what holds this pointer may live in the arena */
	arena_reset(gone);
	free(gone->first);
	free(gone);
}

static void *
take(struct arena *arena, size_t size)
{
	struct block *block = arena->block;
	size_t most = PTRDIFF_MAX - alignof(max_align_t) - BETWEEN;
	if (size > most)
		memory_lost();
	size_t asked = size;
	size = ((size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1)) + BETWEEN;
	if (block->size - block->used < size) {
		size_t next = block->size < BLOCK_MOST ? block->size * 2 : BLOCK_MOST;
		block = arena->block = block_new(size > next ? size : next, block);
	}
	void *memory = block->bytes + block->used;
	block->used += size;
	permit(memory, asked);
	return memory;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		memory_lost();
	return arena_alloc(arena, count * size);
}

void *
arena_grown(struct arena *arena, void *list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return list;
	*room = *room == 0 ? ROOM_FIRST : *room * 2;
	void *longer = arena_array(arena, *room, size);
	if (count > 0)
		memcpy(longer, list, count * size);
	return longer;
}

char *
arena_copy_bytes(struct arena *arena, const char *bytes, size_t size)
{
	if (size == SIZE_MAX)
		memory_lost();
	char *copy = take(arena, size + 1);
	if (size > 0)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

char *
arena_copy(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_copy_bytes(arena, text, strlen(text));
}

/* What a text that did not fit left of itself. */
static void
wipe_room(struct block *block, size_t room)
{
	explicit_bzero(block->bytes + block->used, room);
	forbid(block->bytes + block->used, room);
}

/* Written where it will stand: to ask first how long it is takes longer than to write it. */
char *
arena_vformat(struct arena *arena, const char *format, va_list args)
{
	struct block *block = arena->block;
	char *text = (char *)block->bytes + block->used;
	const size_t room = block->size - block->used;
	va_list again;
	va_copy(again, args);
	permit(text, room);
	int size = vsnprintf(text, room, format, args);
	if (size < 0)
		memory_lost();
	if ((size_t)size + BETWEEN < room) {
		forbid(text, room);
		(void)take(arena, (size_t)size + 1);
	} else {
		wipe_room(block, room);
		text = take(arena, (size_t)size + 1);
		vsnprintf(text, (size_t)size + 1, format, again);
	}
	va_end(again);
	return text;
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vformat(arena, format, args);
	va_end(args);
	return text;
}
