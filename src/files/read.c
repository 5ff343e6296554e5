#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HUGE_CELL = 64 * 1024, SIGNATURE = 8, FLUSH_EVERY = 64 };

enum status
reading_fail(struct reading *reading, const char *key, const struct arg *args)
{
	if (reading->status == STATUS_OK)
		reading->status = error_set(reading->error, STATUS_REFUSED, "file", key, args);
	return reading->status;
}

enum status
reading_fail_line(struct reading *reading, const char *key, int64_t line)
{
	return reading_fail(reading, key, ARGS(ARG_INT("line", line)));
}

bool
reading_form(const char *encoding, const char *separator, size_t lines)
{
	char total[24] = "";
	const char *const fields[] = { encoding, separator, total };

	if (lines > 0)
		(void)snprintf(total, sizeof(total), "%zu", lines);
	return frame_write(stdout, JOB_FORM, 0, fields, 3);
}

/* Never half a character. */
static size_t
cut(const char *text, size_t size)
{
	if (size <= CELL_MOST)
		return size;
	size = CELL_MOST;
	while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
		size--;
	return size;
}

void
reading_cell(struct reading *reading, size_t column, enum cell kind, const char *text, size_t size)
{
	char *cell = NULL;

	if (column >= CELLS_MOST) {
		(void)reading_fail(reading, "exchange.too_many_cells",
				   ARGS(ARG_INT("most", CELLS_MOST)));
		return;
	}
	if (size > HUGE_CELL) {
		(void)reading_fail(reading, "exchange.cell_huge", ARGS(ARG_INT("most", CELL_MOST)));
		return;
	}
	for (; reading->count <= column; reading->count++) {
		reading->cells[reading->count][0] = CELL_TEXT;
		reading->cells[reading->count][1] = '\0';
	}
	cell = reading->cells[column];
	cell[0] = (char)(size > CELL_MOST ? CELL_LONG : kind);
	size = cut(text, size);
	memcpy(cell + 1, text, size);
	cell[size + 1] = '\0';
}

static bool
is_blank(const struct reading *reading)
{
	for (size_t i = 0; i < reading->count; i++)
		if (reading->cells[i][1] != '\0')
			return false;
	return true;
}

bool
reading_row(struct reading *reading, int64_t line)
{
	const char *fields[CELLS_MOST];
	bool blank = is_blank(reading);
	size_t count = reading->count;

	reading->count = 0;
	if (reading->status != STATUS_OK)
		return false;
	if (blank)
		return true;
	if (reading->rows++ > LINES_MOST) {
		(void)reading_fail(reading, "exchange.too_many_lines",
				   ARGS(ARG_INT("most", LINES_MOST)));
		return false;
	}
	for (size_t i = 0; i < count; i++)
		fields[i] = reading->cells[i];
	if (is_stopped() || !frame_write(stdout, JOB_ROW, line, fields, count) ||
	    (reading->rows % FLUSH_EVERY == 0 && fflush(stdout) != 0))
		(void)reading_fail(reading, "exchange.stopped", NULL);
	return reading->status == STATUS_OK;
}

static enum status
check_file(struct reading *reading, int file)
{
	struct stat facts;

	if (fstat(file, &facts) != 0)
		return reading->status =
			   error_system(reading->error, "exchange.read", reading->path, errno);
	if (!S_ISREG(facts.st_mode))
		return reading_fail(reading, "exchange.no_regular_file", NULL);
	if (facts.st_size == 0)
		return reading_fail(reading, "exchange.empty", NULL);
	if (facts.st_size > FILE_MOST)
		return reading_fail(reading, "exchange.file_huge",
				    ARGS(ARG_INT("most", FILE_MOST >> 20)));
	return STATUS_OK;
}

/* What a file is, its first bytes tell; its name may say anything. */
static enum status
read_file(struct reading *reading, int file)
{
	static const char workbook[] = "PK\x03\x04", empty_zip[] = "PK\x05\x06";
	static const char old[] = "\xD0\xCF\x11\xE0";
	char first[SIGNATURE] = "";
	ssize_t got = 0;

	if (check_file(reading, file) != STATUS_OK)
		return reading->status;
	got = pread(file, first, sizeof(first), 0);
	if (got < 0)
		return reading->status =
			   error_system(reading->error, "exchange.read", reading->path, errno);
	if (memcmp(first, workbook, 4) == 0 || memcmp(first, empty_zip, 4) == 0)
		return read_sheet(reading, file);
	if (memcmp(first, old, 4) == 0)
		return reading_fail(reading, "exchange.old_excel", NULL);
	return read_csv(reading, file);
}

int
reading_open(const struct job_line *job, struct reading *reading)
{
	int file = -1;

	reading->path = job_text(job, "file");
	if (!reading->path) {
		reading->status =
		    error_set(reading->error, STATUS_FAILED, NULL, "exchange.job", NULL);
		return -1;
	}
	reading->cells = arena_array(reading->arena, CELLS_MOST, sizeof(*reading->cells));
	file = open(reading->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
				       (job_text(job, "links") ? O_NOFOLLOW : 0));
	if (file < 0 && errno == ELOOP)
		(void)reading_fail(reading, "exchange.link", ARGS(ARG_TEXT("path", reading->path)));
	else if (file < 0)
		reading->status =
		    error_system(reading->error, "exchange.read", reading->path, errno);
	return file;
}

enum status
read_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	struct reading reading = { .arena = arena, .error = error };
	int file = reading_open(job, &reading);

	if (file < 0)
		return reading.status;
	(void)read_file(&reading, file);
	(void)close(file);
	*rows = reading.rows;
	return reading.status;
}
