/* A letter as PDF: for a window envelope, its text over as many pages as it takes, secret codes in
 * a frame apart.  The same job gives the same bytes. */
#include "paper.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/file.h>
#include <guichet/lang.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Millimetres.  An A4 folded in three slides 11 mm up and down and 10 sideways in a DL or C5/6
 * envelope: what stands here shows in its window wherever it lies (NF Z 11-001; bpost, window left
 * or right). */
enum {
	MARGIN = 25,
	WINDOW_LEFT = 26,
	WINDOW_RIGHT = 106,
	WINDOW_TOP = 57,
	ADDRESS_TOP = 62,
	DATE_LINE = 96,
	FOLD_FIRST = 99,
	FOLD_SECOND = 198,
	SUBJECT_LINE = 112,
	NEXT_TOP = 30, /* of the pages after the first */
	BOTTOM = 270,
	FOOT = 285,
	LINE = 5,
	ADDRESS_LINE = 4,
	FRAME_HEIGHT = 26,
	ROW = 7,
};

#define TEXT_SIZE 10.0F
#define SMALL_SIZE 7.0F
#define CODE_SIZE 24.0F
#define TEXT_WIDTH (PAGE_WIDTH - 2 * MARGIN)

struct setting {
	struct paper paper;
	const struct job_line *job;
	const struct lang *lang;
	float y; /* base line of what comes next */
};

static const char *
field(const struct setting *setting, const char *name)
{
	const char *text = job_text(setting->job, name);

	return text ? text : "";
}

static void
write_at(struct setting *setting, float x, float y, float size, bool bold, const char *text)
{
	const struct place place = { .x = x, .y = y, .size = size, .bold = bold };

	(void)paper_write(&setting->paper, &place, text);
}

static void
write_right(struct setting *setting, float right, float y, float size, bool bold, const char *text)
{
	const struct place place = { .x = right, .y = y, .size = size, .bold = bold };

	paper_write_right(&setting->paper, &place, text);
}

static void
draw_frame(struct setting *setting, float top, float height)
{
	paper_frame(&setting->paper, MARGIN, top, TEXT_WIDTH, height, 1);
}

/* ---- pages ---- */

static void
new_page(struct setting *setting)
{
	paper_page(&setting->paper);
	setting->y = NEXT_TOP;
	if (setting->paper.pages > 1) {
		write_at(setting, MARGIN, NEXT_TOP - 12, SMALL_SIZE, false,
			 lang_format(setting->paper.arena, setting->lang, "letter.page",
				     ARGS(ARG_TEXT("reference", field(setting, "reference")),
					  ARG_INT("page", setting->paper.pages))));
	}
}

/* Room for so much below, on this page or the next. */
static void
need(struct setting *setting, float height)
{
	if (setting->y + height > BOTTOM)
		new_page(setting);
}

/* ---- what is on the first page alone ---- */

static void
write_address(struct setting *setting)
{
	bool left = strcmp(field(setting, "window"), "left") == 0;
	float x = left ? WINDOW_LEFT : WINDOW_RIGHT, y = ADDRESS_TOP;
	char *lines = arena_copy(setting->paper.arena, field(setting, "to")), *rest = NULL;

	write_at(setting, x, WINDOW_TOP, SMALL_SIZE, false, field(setting, "sender"));
	for (const char *line = strtok_r(lines, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		write_at(setting, x, y, TEXT_SIZE, false, line);
		y += ADDRESS_LINE;
	}
}

static void
write_head(struct setting *setting)
{
	new_page(setting);
	write_at(setting, MARGIN, 20, TEXT_SIZE, true, field(setting, "sender"));
	write_address(setting);
	write_at(setting, MARGIN, DATE_LINE, SMALL_SIZE, false, field(setting, "reference"));
	write_right(setting, PAGE_WIDTH - MARGIN, DATE_LINE, TEXT_SIZE, false,
		    field(setting, "date"));
	paper_line(&setting->paper, 4, FOLD_FIRST, 8, FOLD_FIRST, 0.5F);
	paper_line(&setting->paper, 4, FOLD_SECOND, 8, FOLD_SECOND, 0.5F);
	write_at(setting, MARGIN, SUBJECT_LINE, TEXT_SIZE + 1, true, field(setting, "subject"));
	setting->y = SUBJECT_LINE + 2 * LINE;
}

/* ---- text ---- */

static void
write_paragraphs(struct setting *setting, const char *text)
{
	struct arena *arena = setting->paper.arena;

	while (*text) {
		size_t fits = paper_fit(&setting->paper, TEXT_SIZE, TEXT_WIDTH, text);

		need(setting, LINE);
		write_at(setting, MARGIN, setting->y, TEXT_SIZE, false,
			 arena_copy_bytes(arena, text, fits));
		setting->y += LINE;
		text += fits;
		text += *text == '\n' ? 1 : strspn(text, " ");
	}
}

/* ---- secret codes ---- */

static void
write_code(struct setting *setting, const char *code)
{
	float top = 0, width = paper_width(&setting->paper, CODE_SIZE, true, code);

	need(setting, FRAME_HEIGHT);
	top = setting->y;
	draw_frame(setting, top, FRAME_HEIGHT);
	write_at(setting, MARGIN + 4, top + LINE, SMALL_SIZE, false, field(setting, "code_label"));
	write_at(setting, (PAGE_WIDTH - width) / 2, top + FRAME_HEIGHT - 9, CODE_SIZE, true, code);
	setting->y += FRAME_HEIGHT + 2 * LINE;
}

/* "NAME\tCODE": a frame a page, its headings again on each. */
static void
write_row(struct setting *setting, const char *row, float *top)
{
	struct arena *arena = setting->paper.arena;
	size_t name = strcspn(row, "\t");

	if (*top > 0 && setting->y + ROW > BOTTOM) {
		draw_frame(setting, *top, setting->y - *top);
		*top = 0;
	}
	if (*top <= 0) {
		need(setting, 3 * ROW);
		*top = setting->y;
		write_at(setting, MARGIN + 4, setting->y + LINE, SMALL_SIZE, false,
			 field(setting, "name_label"));
		write_right(setting, PAGE_WIDTH - MARGIN - 4, setting->y + LINE, SMALL_SIZE, false,
			    field(setting, "code_label"));
		setting->y += ROW;
	}
	write_at(setting, MARGIN + 4, setting->y + LINE, TEXT_SIZE, false,
		 arena_copy_bytes(arena, row, name));
	write_right(setting, PAGE_WIDTH - MARGIN - 4, setting->y + LINE, TEXT_SIZE + 2, true,
		    row[name] ? row + name + 1 : "");
	setting->y += ROW;
}

static void
write_codes(struct setting *setting)
{
	float top = 0;

	setting->y += LINE;
	if (job_text(setting->job, "code"))
		write_code(setting, field(setting, "code"));
	for (const struct job_line *line = setting->job; line->name; line++)
		if (strcmp(line->name, "row") == 0)
			write_row(setting, line->value, &top);
	if (top > 0) {
		draw_frame(setting, top, setting->y - top);
		setting->y += 2 * LINE;
	}
}

/* ---- the file ---- */

/* For whoever owns the store alone; on the disk before it has its name, and its name as well. */
static enum status
save(struct setting *setting, const char *path, const char *name, struct error *error)
{
	int file = -1, number = 0, folder = -1;
	const char *slash = strrchr(name, '/'), *bytes = NULL;
	size_t size = 0;
	enum status status = paper_bytes(&setting->paper, &bytes, &size, error);

	if (status != STATUS_OK)
		return status;
	(void)unlink(path); /* left by a run that was stopped, whose number came round */
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return error_system(error, "exchange.write", path, errno);
	number = file_write(file, bytes, size);
	if (number == 0 && fsync(file) != 0)
		number = errno;
	(void)close(file);
	if (number == 0 && rename(path, name) != 0)
		number = errno;
	if (number != 0) {
		(void)unlink(path);
		return error_system(error, "exchange.write", name, number);
	}
	folder =
	    open(slash ? arena_copy_bytes(setting->paper.arena, name, (size_t)(slash - name)) : ".",
		 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fsync(folder) != 0)
		number = errno;
	if (folder >= 0)
		(void)close(folder);
	return number == 0 ? STATUS_OK : error_system(error, "exchange.write", name, number);
}

static enum status
make(struct setting *setting, const char *path, const char *name, struct error *error)
{
	enum status status = paper_fonts(&setting->paper, field(setting, "fonts"), error);

	if (status != STATUS_OK)
		return status;
	write_head(setting);
	write_paragraphs(setting, field(setting, "body"));
	write_codes(setting);
	write_paragraphs(setting, field(setting, "note"));
	return save(setting, path, name, error);
}

enum status
letter_run(const struct job_line *job, struct arena *arena, int64_t *pages, struct error *error)
{
	struct setting setting = { .paper = { .arena = arena, .scratch = arena }, .job = job };
	const char *path = job_text(job, "file"), *name = job_text(job, "name");
	enum status status = STATUS_OK;

	setting.lang = lang_get(field(&setting, "lang"));
	if (!path || !name || !setting.lang)
		return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
	if (!paper_start(&setting.paper, job_number(job, "created", 0)))
		memory_lost();
	status = make(&setting, path, name, error);
	*pages = setting.paper.pages;
	paper_end(&setting.paper);
	return status;
}
