/* What guichet-files answers: guichet trusts none of it. */
#include "fuzz.h"

#include <guichet/job.h>
#include <string.h>

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	struct frames frames;
	struct frame frame;
	struct error error = { .status = STATUS_OK };
	size_t told = 0;

	frames_open(arena, &frames, given_file(bytes, size));
	while (frames_next(&frames, 0, &frame) == FRAME_HERE) {
		HOLDS(frame.count <= FRAME_FIELDS);
		for (size_t i = 0; i < frame.count; i++)
			told += strlen(frame.fields[i]);
		if (frame.kind == JOB_FAULT)
			(void)frame_error(&frame, &error);
	}
	HOLDS(told <= size);
}
