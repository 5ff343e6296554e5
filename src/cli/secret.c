/* What must not show: asked without echo on a terminal, else the next line of standard input. */
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <guichet/secret.h>
#include <guichet/text.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* One byte at a time: what follows the line is for whoever reads next. */
static int
next_byte(int file, unsigned char *byte)
{
	ssize_t got;
	do
		got = read(file, byte, 1);
	while (got < 0 && errno == EINTR);
	return (int)got;
}

static enum status
too_long(char out[SECRET_MOST], struct error *error)
{
	secret_wipe(out, SECRET_MOST);
	return error_set(error, STATUS_USAGE, NULL, "cli.secret_long", NULL);
}

static enum status
read_line(int file, char out[SECRET_MOST], struct error *error)
{
	size_t size = 0;
	unsigned char byte = 0;
	int got;
	while ((got = next_byte(file, &byte)) == 1 && byte != '\n') {
		if (size + 1 == SECRET_MOST)
			return too_long(out, error);
		out[size++] = (char)byte;
	}
	if (got < 0)
		return error_system(error, "cli.secret_unread", NULL, errno);
	if (size > 0 && out[size - 1] == '\r')
		size--;
	out[size] = '\0';
	if (size == 0)
		return error_set(error, STATUS_USAGE, NULL, "cli.secret_missing", NULL);
	return STATUS_OK;
}

static size_t
rub_out(const char *out, size_t size)
{
	while (size > 0 && ((unsigned char)out[size - 1] & 0xc0) == 0x80)
		size--;
	return size > 0 ? size - 1 : 0;
}

/* Neither echo nor line nor signals, so that no key leaves the terminal dumb: Ctrl-C gives up. */
static enum status
type_line(char out[SECRET_MOST], struct error *error)
{
	size_t size = 0;
	unsigned char byte = 0;
	while (next_byte(STDIN_FILENO, &byte) == 1 && byte != '\n' && byte != '\r') {
		if (byte == 3 || byte == 28 || (byte == 4 && size == 0))
			return error_set(error, STATUS_USAGE, NULL, "cli.secret_given_up", NULL);
		if (byte == 127 || byte == 8)
			size = rub_out(out, size);
		else if (byte == 21)
			size = 0;
		else if (byte >= 32 && size + 1 == SECRET_MOST)
			return too_long(out, error);
		else if (byte >= 32)
			out[size++] = (char)byte;
	}
	out[size] = '\0';
	if (size == 0)
		return error_set(error, STATUS_USAGE, NULL, "cli.secret_missing", NULL);
	return STATUS_OK;
}

enum status
cli_secret(const struct cli *cli, const char *label, char out[SECRET_MOST], struct error *error)
{
	struct termios before, silent;
	memset(out, 0, SECRET_MOST);
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &before) != 0)
		return read_line(STDIN_FILENO, out, error);

	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
	silent.c_cc[VMIN] = 1;
	silent.c_cc[VTIME] = 0;
	fflush(stdout);
	fprintf(stderr, "%s",
		text_clean(cli->arena, lang_format(cli->arena, cli->lang, "cli.secret_prompt",
						   ARGS(ARG_TEXT("label", label)))));
	fflush(stderr);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	enum status status = type_line(out, error);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	fputc('\n', stderr);
	return status;
}

enum status
cli_secret_twice(const struct cli *cli, const char *label, char out[SECRET_MOST],
		 struct error *error)
{
	enum status status = cli_secret(cli, label, out, error);
	if (status != STATUS_OK || !isatty(STDIN_FILENO))
		return status;
	char again[SECRET_MOST];
	status = cli_secret(cli, lang_text(cli->lang, "cli.password_again"), again, error);
	if (status == STATUS_OK && strcmp(out, again) != 0)
		status = error_set(error, STATUS_USAGE, NULL, "cli.password_differs", NULL);
	secret_wipe(again, sizeof again);
	return status;
}

enum status
cli_secret_file(const char *path, char out[SECRET_MOST], struct error *error)
{
	memset(out, 0, SECRET_MOST);
	if (strcmp(path, "-") == 0)
		return read_line(STDIN_FILENO, out, error);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return error_system(error, "cli.file_unread", path, errno);
	enum status status = read_line(file, out, error);
	close(file);
	return status;
}
