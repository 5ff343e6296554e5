/* screen-test FILE.test: drives the program ($GUICHET) on a pty and looks at the screen it draws.
 * The language is told in tests/README.md.  $DEMO is a folder with a demo store, copied for each
 * scenario. */
#include "scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long
milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
scenario_fail(struct scenario *scenario, const char *format, ...)
{
	va_list args;

	scenario->failed = true;
	printf("%s:%d: ", scenario->file, scenario->line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (scenario->step[0] != '\0')
		printf("    while: %s\n", scenario->step);
	if (scenario->rules[0] != '\0')
		printf("    proves: %s\n", scenario->rules);
	for (int i = 0; i < TERMINALS; i++)
		if (scenario->terminals[i] != NULL)
			vt_print(scenario->terminals[i], stdout);
}

/* Whether anything came. */
static bool
read_terminals(struct scenario *scenario, int milliseconds)
{
	struct pollfd wait[TERMINALS];
	nfds_t count = 0;
	bool came = false;

	for (int i = 0; i < TERMINALS; i++)
		if (scenario->terminals[i] != NULL && vt_descriptor(scenario->terminals[i]) >= 0)
			wait[count++] = (struct pollfd){
				.fd = vt_descriptor(scenario->terminals[i]),
				.events = POLLIN,
			};
	if (poll(wait, count, milliseconds) <= 0)
		return false;
	for (int i = 0; i < TERMINALS; i++)
		if (scenario->terminals[i] != NULL)
			came |= vt_read(scenario->terminals[i]);
	return came;
}

/* F20: nothing but what is on the list goes to a terminal. */
static bool
check_streams(struct scenario *scenario)
{
	for (int i = 0; i < TERMINALS; i++) {
		const struct vt *vt = scenario->terminals[i];

		if (vt == NULL || vt_stream(vt)->fault[0] == '\0')
			continue;
		if (!scenario->failed)
			scenario_fail(scenario, "written to the terminal: %s",
				      vt_stream(vt)->fault);
		return false;
	}
	return true;
}

bool
scenario_until(struct scenario *scenario, int milliseconds, scenario_met *met, const void *wanted)
{
	long end = milliseconds_now() + (long)milliseconds * scenario->patience;

	for (;;) {
		if (!check_streams(scenario))
			return false;
		if (met(scenario->terminals[scenario->current], wanted))
			return true;
		if (milliseconds_now() >= end)
			return false;
		read_terminals(scenario, 10);
	}
}

/* A program that has what was typed still to read, or to do, is not silent yet, however slow the
 * machine is. */
static bool
somebody_works(const struct scenario *scenario)
{
	for (int i = 0; i < TERMINALS; i++)
		if (scenario->terminals[i] != NULL && vt_works(scenario->terminals[i]))
			return true;
	return false;
}

bool
scenario_quiet(struct scenario *scenario, int milliseconds)
{
	long end = milliseconds_now() + (long)scenario->deadline * scenario->patience;

	while (read_terminals(scenario, milliseconds) || somebody_works(scenario))
		if (milliseconds_now() >= end)
			return false;
	return check_streams(scenario);
}

/* A folder of its own, a copy of the demo store in it, and an environment that knows nothing of the
 * caller's. */
static bool
prepare(struct scenario *scenario, const char *file)
{
	const char *demo = getenv("DEMO"), *guichet = getenv("GUICHET");
	const char *patience = getenv("PATIENCE");
	char text[LINE], here[LINE], path[LINE];

	if (guichet == NULL || realpath(guichet, path) == NULL) {
		fprintf(stderr, "screen-test: GUICHET names no program\n");
		return false;
	}
	setenv("GUICHET", path, 1);
	snprintf(text, sizeof text, "%s:%s", dirname(path), getenv("PATH"));
	setenv("PATH", text, 1);
	snprintf(text, sizeof text, "%s", file);
	if (realpath(dirname(text), here) != NULL)
		setenv("HERE", here, 1);
	snprintf(scenario->folder, sizeof scenario->folder, "/tmp/guichet-screen-XXXXXX");
	if (mkdtemp(scenario->folder) == NULL) {
		perror("screen-test: mkdtemp");
		return false;
	}
	scenario->patience = patience != NULL && atoi(patience) > 0 ? atoi(patience) : 1;
	setenv("HOME", scenario->folder, 1);
	setenv("TMP", scenario->folder, 1);
	setenv("TMPDIR", scenario->folder, 1);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "Europe/Brussels", 1);
	setenv("GUICHET_NOW", "2026-11-20T15:41", 0);
	snprintf(text, sizeof text, "%s/guichet.db", scenario->folder);
	setenv("STORE", text, 1);
	setenv("GUICHET_STORE", text, 1);
	snprintf(text, sizeof text, "exitcode=99:log_path=%s/sanitizer", scenario->folder);
	setenv("ASAN_OPTIONS", text, 1);
	snprintf(text, sizeof text, "print_stacktrace=1:log_path=%s/sanitizer", scenario->folder);
	setenv("UBSAN_OPTIONS", text, 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("COLORTERM");
	unsetenv("XDG_DATA_HOME");
	unsetenv("GUICHET_LANG");
	if (demo == NULL || demo[0] == '\0')
		return true;
	snprintf(text, sizeof text, "cp -a '%s'/. '%s'", demo, scenario->folder);
	return system(text) == 0;
}

static bool
has_ended(struct vt *vt, const void *wanted)
{
	int status;

	(void)wanted;
	return vt_ended(vt, &status);
}

/* ACC-12: whatever the scenario was about, a lost link ends every session. */
static void
lose_links(struct scenario *scenario)
{
	for (int i = 0; i < TERMINALS; i++) {
		int status;

		scenario->current = i;
		if (scenario->terminals[i] == NULL || vt_ended(scenario->terminals[i], &status))
			continue;
		vt_hang_up(scenario->terminals[i]);
		if (!scenario_until(scenario, scenario->deadline, has_ended, NULL) &&
		    !scenario->failed)
			scenario_fail(scenario, "still running after its terminal has gone");
	}
}

static void
clean_up(struct scenario *scenario)
{
	char text[LINE];

	snprintf(text, sizeof text, "cat '%s'/sanitizer* 2>/dev/null", scenario->folder);
	if (system(text) == 0) {
		scenario->failed = true;
		printf("%s: a sanitizer spoke\n", scenario->file);
	}
	for (int i = 0; i < TERMINALS; i++)
		vt_free(&scenario->terminals[i]);
	if (scenario->failed && getenv("KEEP") != NULL) {
		printf("    kept: %s\n", scenario->folder);
		return;
	}
	snprintf(text, sizeof text, "rm -rf '%s'", scenario->folder);
	if (system(text) != 0)
		perror(text);
}

int
main(int count, char **words)
{
	struct scenario scenario = { .rows = 24, .columns = 80, .deadline = 10000, .patience = 1 };
	char line[LINE];

	if (count != 2) {
		fprintf(stderr, "usage: GUICHET=program DEMO=folder screen-test FILE.test\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	scenario.file = words[1];
	scenario.input = fopen(words[1], "r");
	if (scenario.input == NULL) {
		perror(words[1]);
		return 2;
	}
	if (!prepare(&scenario, words[1]))
		return 2;
	while (!scenario.failed && fgets(line, sizeof line, scenario.input) != NULL) {
		scenario.line++;
		scenario_line(&scenario, line);
	}
	fclose(scenario.input);
	if (!scenario.failed)
		lose_links(&scenario);
	clean_up(&scenario);
	return scenario.failed ? 1 : 0;
}
