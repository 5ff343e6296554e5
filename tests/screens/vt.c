#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

struct vt {
	VTerm *emulator;
	VTermScreen *screen;
	int master, rows, columns;
	pid_t pid;
	bool ended;
	int status;
	long bells, bytes_at_mark, bells_at_mark;
	char *out;
	size_t out_size;
	struct stream stream;
};

static void
emulator_answers(const char *bytes, size_t size, void *context)
{
	vt_add(context, bytes, size);
}

static int
bell_rang(void *context)
{
	((struct vt *)context)->bells++;
	return 1;
}

/* Must outlive every screen. */
static const VTermScreenCallbacks screen_callbacks = { .bell = bell_rang };

static void
start_emulator(struct vt *vt)
{
	vt->emulator = vterm_new(vt->rows, vt->columns);
	vterm_set_utf8(vt->emulator, 1);
	vterm_output_set_callback(vt->emulator, emulator_answers, vt);
	vt->screen = vterm_obtain_screen(vt->emulator);
	vterm_screen_set_callbacks(vt->screen, &screen_callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1); /* else smcup is not understood */
	vterm_screen_reset(vt->screen, 1);
}

struct vt *
vt_start(const char *command, const char *folder, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
	struct vt *vt = calloc(1, sizeof *vt);

	if (vt == NULL)
		return NULL;
	vt->rows = rows;
	vt->columns = columns;
	vt->pid = forkpty(&vt->master, NULL, NULL, &size);
	if (vt->pid < 0) {
		free(vt);
		return NULL;
	}
	if (vt->pid == 0) {
		if (chdir(folder) == 0)
			execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	/* A blocking master and a program that floods can wait for each other for ever. */
	fcntl(vt->master, F_SETFD, FD_CLOEXEC);
	fcntl(vt->master, F_SETFL, O_NONBLOCK);
	start_emulator(vt);
	return vt;
}

void
vt_free(struct vt **vt)
{
	struct vt *gone = *vt;

	if (gone == NULL)
		return;
	*vt = NULL;
	if (!gone->ended) {
		kill(gone->pid, SIGKILL);
		waitpid(gone->pid, NULL, 0);
	}
	if (gone->master >= 0)
		close(gone->master);
	vterm_free(gone->emulator);
	free(gone->out);
	free(gone);
}

int
vt_descriptor(const struct vt *vt)
{
	return vt->master;
}

static void
let_go(struct vt *vt)
{
	close(vt->master);
	vt->master = -1;
}

bool
vt_read(struct vt *vt)
{
	char bytes[8192];
	ssize_t size;

	if (vt->master < 0)
		return false;
	size = read(vt->master, bytes, sizeof bytes);
	if (size > 0) {
		if (stream_read(&vt->stream, bytes, (size_t)size))
			vterm_input_write(vt->emulator, bytes, (size_t)size);
		return true;
	}
	/* EIO is how Linux says that nobody holds the other end any more. */
	if (size == 0 || (errno != EAGAIN && errno != EINTR))
		let_go(vt);
	return false;
}

void
vt_add(struct vt *vt, const char *bytes, size_t size)
{
	char *more = realloc(vt->out, vt->out_size + size);

	if (more == NULL)
		abort();
	memcpy(more + vt->out_size, bytes, size);
	vt->out = more;
	vt->out_size += size;
}

static bool
add_table_key(struct vt *vt, const char *name)
{
	static const struct {
		const char *name;
		VTermKey key;
	} keys[] = {
		{ "Up", VTERM_KEY_UP },       { "Down", VTERM_KEY_DOWN },
		{ "Left", VTERM_KEY_LEFT },   { "Right", VTERM_KEY_RIGHT },
		{ "Home", VTERM_KEY_HOME },   { "End", VTERM_KEY_END },
		{ "PgUp", VTERM_KEY_PAGEUP }, { "PgDn", VTERM_KEY_PAGEDOWN },
		{ "Ins", VTERM_KEY_INS },     { "Del", VTERM_KEY_DEL },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(name, keys[i].name) == 0) {
			/* the emulator knows the mode the program has put the arrows in */
			vterm_keyboard_key(vt->emulator, keys[i].key, VTERM_MOD_NONE);
			return true;
		}
	return false;
}

static bool
add_plain_key(struct vt *vt, const char *name)
{
	static const struct {
		const char *name, *bytes;
	} keys[] = {
		{ "Enter", "\r" },       { "Esc", "\033" }, { "Tab", "\t" }, { "S-Tab", "\033[Z" },
		{ "Backspace", "\177" }, { "Space", " " },  { "lt", "<" },
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(name, keys[i].name) == 0) {
			vt_add(vt, keys[i].bytes, strlen(keys[i].bytes));
			return true;
		}
	return false;
}

bool
vt_add_named(struct vt *vt, const char *name)
{
	char *end;
	char byte;

	if (add_plain_key(vt, name) || add_table_key(vt, name))
		return true;
	if (name[0] == 'F' && name[1] != '\0') {
		long number = strtol(name + 1, &end, 10);

		if (*end == '\0' && number >= 1 && number <= 12) {
			vterm_keyboard_key(vt->emulator,
					   (VTermKey)(VTERM_KEY_FUNCTION_0 + (int)number),
					   VTERM_MOD_NONE);
			return true;
		}
	}
	if (strncmp(name, "C-", 2) == 0 && name[2] != '\0' && name[3] == '\0') {
		byte = (char)(name[2] & 0x1f);
		vt_add(vt, &byte, 1);
		return true;
	}
	if (name[0] == 'x' && strlen(name) == 3) {
		byte = (char)strtol(name + 1, &end, 16);
		if (*end == '\0') {
			vt_add(vt, &byte, 1);
			return true;
		}
	}
	return false;
}

void
vt_mark(struct vt *vt)
{
	vt->bytes_at_mark = vt->stream.bytes;
	vt->bells_at_mark = vt->bells;
}

bool
vt_send(struct vt *vt)
{
	size_t sent = 0;

	vt_mark(vt);
	while (sent < vt->out_size && vt->master >= 0) {
		ssize_t size = write(vt->master, vt->out + sent, vt->out_size - sent);

		if (size >= 0) {
			sent += (size_t)size;
		} else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = vt->master, .events = POLLIN | POLLOUT };

			poll(&wait, 1, 100);
			vt_read(vt);
		} else if (errno != EINTR) {
			let_go(vt);
		}
	}
	vt->out_size = 0;
	return vt->master >= 0;
}

/* Its letter in /proc: R runs, or would if it had a processor; 0 when it is gone. */
static char
state_of(pid_t pid)
{
	char path[64], line[512] = "";
	const char *end;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return '\0';
	end = fgets(line, sizeof line, file) != NULL ? strrchr(line, ')') : NULL;
	fclose(file);
	return end != NULL && end[1] == ' ' ? end[2] : '\0';
}

/* Typed, and not read. */
static bool
has_keys(const struct vt *vt)
{
	const char *name = ptsname(vt->master);
	int keyboard = name != NULL ? open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
	int typed = 0;

	if (keyboard < 0)
		return false;
	if (ioctl(keyboard, FIONREAD, &typed) != 0)
		typed = 0;
	close(keyboard);
	return typed > 0;
}

bool
vt_works(const struct vt *vt)
{
	char state = vt->ended || vt->master < 0 ? '\0' : state_of(vt->pid);

	return state == 'R' || state == 'D' || (state == 'S' && has_keys(vt));
}

void
vt_resize(struct vt *vt, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };

	vt->rows = rows;
	vt->columns = columns;
	vterm_set_size(vt->emulator, rows, columns);
	vt_mark(vt);
	if (vt->master >= 0)
		ioctl(vt->master, TIOCSWINSZ, &size);
}

void
vt_signal(struct vt *vt, int number)
{
	if (!vt->ended)
		kill(vt->pid, number);
}

void
vt_hang_up(struct vt *vt)
{
	if (vt->master >= 0)
		let_go(vt);
}

bool
vt_ended(struct vt *vt, int *status)
{
	if (!vt->ended && waitpid(vt->pid, &vt->status, WNOHANG) == vt->pid)
		vt->ended = true;
	if (vt->ended)
		*status =
		    WIFSIGNALED(vt->status) ? 128 + WTERMSIG(vt->status) : WEXITSTATUS(vt->status);
	return vt->ended;
}

int
vt_rows(const struct vt *vt)
{
	return vt->rows;
}

static size_t
utf8(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static size_t
cell_text(const VTermScreenCell *cell, char *out)
{
	size_t size = 0;

	if (cell->chars[0] == (uint32_t)-1) /* right half of a wide character */
		return 0;
	if (cell->chars[0] == 0) {
		out[0] = ' ';
		return 1;
	}
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i] != 0; i++)
		size += utf8(cell->chars[i], out + size);
	return size;
}

const char *
vt_row(struct vt *vt, int row, char out[VT_ROW])
{
	size_t size = 0;

	for (int column = 0; column < vt->columns && size + 4 * VTERM_MAX_CHARS_PER_CELL < VT_ROW;
	     column++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(vt->screen, (VTermPos){ row, column }, &cell);
		size += cell_text(&cell, out + size);
	}
	while (size > 0 && out[size - 1] == ' ')
		size--;
	out[size] = '\0';
	return out;
}

int
vt_find(struct vt *vt, const char *text)
{
	char row[VT_ROW];

	for (int i = 0; i < vt->rows; i++)
		if (strstr(vt_row(vt, i, row), text) != NULL)
			return i;
	return -1;
}

void
vt_cursor(struct vt *vt, int *row, int *column)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->emulator), &at);
	*row = at.row;
	*column = at.col;
}

bool
vt_reversed(struct vt *vt, int row, int column)
{
	VTermScreenCell cell;

	vterm_screen_get_cell(vt->screen, (VTermPos){ row, column }, &cell);
	return cell.attrs.reverse != 0;
}

const struct stream *
vt_stream(const struct vt *vt)
{
	return &vt->stream;
}

long
vt_written(const struct vt *vt)
{
	return vt->stream.bytes - vt->bytes_at_mark;
}

long
vt_bells(const struct vt *vt)
{
	return vt->bells - vt->bells_at_mark;
}

void
vt_print(struct vt *vt, FILE *file)
{
	char row[VT_ROW];
	int line, column;

	vt_cursor(vt, &line, &column);
	fprintf(file, "    screen of %dx%d, cursor at row %d column %d\n", vt->columns, vt->rows,
		line + 1, column + 1);
	for (int i = 0; i < vt->rows; i++)
		fprintf(file, "    %2d|%s\n", i + 1, vt_row(vt, i, row));
}
