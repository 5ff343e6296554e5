/* A file of strangers, CSV or workbook, as guichet-files turns it into rows. */
#include "fuzz.h"

#include "../../src/files/private.h"

#include <guichet/arena.h>
#include <string.h>

/* The main file's, which has its own idea of a program. */
bool
is_stopped(void)
{
	return false;
}

void
stop_now(void)
{
}

void
fuzz_one(const uint8_t *bytes, size_t size)
{
	struct error error = { .status = STATUS_OK };
	struct reading reading = { .path = "fuzz", .arena = arena, .error = &error };
	enum status status = STATUS_OK;

	given_silence();
	if (size == 0)
		return; /* refused before it is read */
	reading.cells = arena_array(arena, CELLS_MOST, sizeof(*reading.cells));
	status = size > 1 && memcmp(bytes, "PK", 2) == 0
		     ? read_sheet(&reading, given_file(bytes, size))
		     : read_csv(&reading, given_file(bytes, size));
	HOLDS(status == reading.status);
	HOLDS((status == STATUS_OK) == (error.key[0] == '\0'));
}
