/* Frames on a pipe: a header of fixed size, then fields, each led by its length and ended by NUL.
 * Both programs run on one host and come from one build: numbers stand as the processor has them.
 */
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/job.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct header {
	char kind;
	uint8_t count;
	uint16_t unused;
	uint32_t size;
	int64_t number;
};

enum { BUFFER = 2 * (sizeof(struct header) + FRAME_BODY) };

void
frames_open(struct arena *arena, struct frames *frames, int file)
{
	*frames = (struct frames){ .file = file, .bytes = arena_alloc(arena, BUFFER) };
}

/* Cuts the body into fields; false when it does not add up. */
static bool
take_fields(struct frame *frame, size_t count, char *body, size_t size)
{
	size_t at = 0;

	frame->count = count;
	for (size_t i = 0; i < count; i++) {
		uint32_t length = 0;

		if (size - at < sizeof(length) + 1)
			return false;
		memcpy(&length, body + at, sizeof(length));
		at += sizeof(length);
		if (length >= size - at || body[at + length] != '\0' ||
		    memchr(body + at, '\0', length))
			return false;
		frame->fields[i] = body + at;
		at += length + 1;
	}
	return at == size;
}

/* The frame at the buffer's beginning, when all of it is there. */
static enum frame_state
take(struct frames *frames, struct frame *frame)
{
	struct header header;
	size_t here = frames->end - frames->begin;

	if (here < sizeof(header))
		return FRAME_LATER;
	memcpy(&header, frames->bytes + frames->begin, sizeof(header));
	if (header.size > FRAME_BODY || header.count > FRAME_FIELDS ||
	    !strchr("PFRBHYDE", header.kind) || !header.kind)
		return FRAME_BAD;
	if (here < sizeof(header) + header.size)
		return FRAME_LATER;
	*frame = (struct frame){ .kind = (enum job_frame)header.kind, .number = header.number };
	if (frame->kind == JOB_BLOCK) {
		frame->fields[0] = frames->bytes + frames->begin + sizeof(header);
		frame->size = header.size;
	} else if (!take_fields(frame, header.count, frames->bytes + frames->begin + sizeof(header),
				header.size))
		return FRAME_BAD;
	frames->begin += sizeof(header) + header.size;
	return FRAME_HERE;
}

static enum frame_state
fill(struct frames *frames, int milliseconds)
{
	struct pollfd poll_file = { .fd = frames->file, .events = POLLIN };
	ssize_t got = 0;
	int ready = poll(&poll_file, 1, milliseconds);

	if (ready == 0 || (ready < 0 && errno == EINTR))
		return FRAME_LATER;
	if (ready < 0)
		return FRAME_END;
	if (frames->begin > 0) {
		memmove(frames->bytes, frames->bytes + frames->begin, frames->end - frames->begin);
		frames->end -= frames->begin;
		frames->begin = 0;
	}
	got = read(frames->file, frames->bytes + frames->end, BUFFER - frames->end);
	if (got > 0)
		frames->end += (size_t)got;
	else if (got == 0 || errno != EINTR)
		return FRAME_END;
	return FRAME_HERE;
}

enum frame_state
frames_next(struct frames *frames, int milliseconds, struct frame *frame)
{
	for (;;) {
		enum frame_state state = take(frames, frame);

		if (state != FRAME_LATER)
			return state;
		state = fill(frames, milliseconds);
		if (state != FRAME_HERE)
			return state;
	}
}

static bool
put(FILE *to, const void *bytes, size_t size)
{
	return fwrite(bytes, 1, size, to) == size;
}

bool
frame_write(FILE *to, enum job_frame kind, int64_t number, const char *const *fields, size_t count)
{
	struct header header = { .kind = (char)kind, .count = (uint8_t)count, .number = number };

	for (size_t i = 0; i < count; i++)
		header.size += (uint32_t)(sizeof(uint32_t) + strlen(fields[i]) + 1);
	if (!put(to, &header, sizeof(header)))
		return false;
	for (size_t i = 0; i < count; i++) {
		uint32_t length = (uint32_t)strlen(fields[i]);

		if (!put(to, &length, sizeof(length)) || !put(to, fields[i], length + 1))
			return false;
	}
	return true;
}

bool
frame_write_block(FILE *to, int64_t number, const void *bytes, size_t size)
{
	const struct header header = { .kind = JOB_BLOCK,
				       .size = (uint32_t)size,
				       .number = number };

	return size <= FRAME_BODY && put(to, &header, sizeof(header)) && put(to, bytes, size);
}

enum { ERROR_HEAD = 3, ERROR_STEP = 5 };

bool
frame_write_error(FILE *to, const struct error *error)
{
	char numbers[1 + 2 * ERROR_ARGS][24];
	const char *fields[ERROR_HEAD + ERROR_STEP * ERROR_ARGS] = { numbers[0], error->param,
								     error->key };
	size_t count = ERROR_HEAD;

	(void)snprintf(numbers[0], sizeof(numbers[0]), "%d", (int)error->status);
	for (int i = 0; i < error->count; i++) {
		char *type = numbers[1 + 2 * i], *number = numbers[2 + 2 * i];

		(void)snprintf(type, sizeof(numbers[0]), "%d", (int)error->args[i].type);
		(void)snprintf(number, sizeof(numbers[0]), "%lld",
			       (long long)error->args[i].number);
		fields[count++] = error->args[i].name;
		fields[count++] = type;
		fields[count++] = error->args[i].vocabulary;
		fields[count++] = number;
		fields[count++] = error->args[i].text;
	}
	return frame_write(to, JOB_FAULT, 0, fields, count);
}

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from);
}

enum status
frame_error(const struct frame *frame, struct error *error)
{
	long status = frame->count >= ERROR_HEAD ? strtol(frame->fields[0], NULL, 10) : 0;

	if (status <= STATUS_OK || status > STATUS_FAILED)
		return error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken", NULL);
	error_clear(error);
	error->status = (enum status)status;
	copy(error->param, sizeof(error->param), frame->fields[1]);
	copy(error->key, sizeof(error->key), frame->fields[2]);
	for (size_t at = ERROR_HEAD; at + ERROR_STEP <= frame->count; at += ERROR_STEP) {
		int i = error->count;
		long type = strtol(frame->fields[at + 1], NULL, 10);

		if (i == ERROR_ARGS || type < TYPE_TEXT || type > TYPE_LIST)
			break;
		copy(error->args[i].name, sizeof(error->args[i].name), frame->fields[at]);
		error->args[i].type = (enum type)type;
		copy(error->args[i].vocabulary, sizeof(error->args[i].vocabulary),
		     frame->fields[at + 2]);
		error->args[i].number = strtoll(frame->fields[at + 3], NULL, 10);
		copy(error->args[i].text, sizeof(error->args[i].text), frame->fields[at + 4]);
		error->count++;
	}
	return error->status;
}
