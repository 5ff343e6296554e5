/* What the lines of a scenario do, a word each. */
#include "scenario.h"

#include "anew.h"
#include "random.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct vt *
terminal(const struct scenario *scenario)
{
	return scenario->terminals[scenario->current];
}

/* Conditions. */

static bool
shows(struct vt *vt, const void *wanted)
{
	return vt_find(vt, wanted) >= 0;
}

static bool
shows_not(struct vt *vt, const void *wanted)
{
	return vt_find(vt, wanted) < 0;
}

struct place {
	int row, column; /* from 1; column 0: anywhere */
	const char *text;
};

static bool
row_shows(struct vt *vt, const void *wanted)
{
	const struct place *place = wanted;
	char row[VT_ROW];

	return place->row <= vt_rows(vt) &&
	       strstr(vt_row(vt, place->row - 1, row), place->text) != NULL;
}

static bool
cursor_stands(struct vt *vt, const void *wanted)
{
	const struct place *place = wanted;
	int row, column;

	vt_cursor(vt, &row, &column);
	return row + 1 == place->row && (place->column == 0 || column + 1 == place->column);
}

static bool
cursor_row_shows(struct vt *vt, const void *wanted)
{
	char text[VT_ROW];
	int row, column;

	vt_cursor(vt, &row, &column);
	return strstr(vt_row(vt, row, text), wanted) != NULL;
}

static bool
ended(struct vt *vt, const void *wanted)
{
	int status;

	(void)wanted;
	return vt_ended(vt, &status) && vt_descriptor(vt) < 0;
}

/* Steps. */

static void
do_rule(struct scenario *scenario, char *rest)
{
	snprintf(scenario->rules, sizeof scenario->rules, "%s", rest);
}

static void
do_step(struct scenario *scenario, char *rest)
{
	snprintf(scenario->step, sizeof scenario->step, "%s", rest);
	scenario->keys = 0;
}

static void
do_env(struct scenario *scenario, char *rest)
{
	char *value = strchr(rest, '=');

	(void)scenario;
	if (value == NULL) {
		unsetenv(rest);
		return;
	}
	*value = '\0';
	setenv(rest, value + 1, 1);
}

/* A line of the settings file that the program is given from now on. */
static void
do_settings(struct scenario *scenario, char *rest)
{
	char path[LINE];
	FILE *file;

	snprintf(path, sizeof path, "%s/guichet.conf", scenario->folder);
	file = fopen(path, "a");
	if (file == NULL || fprintf(file, "%s\n", rest) < 0 || fclose(file) != 0)
		scenario_fail(scenario, "%s cannot be written", path);
	setenv("GUICHET_CONFIG", path, 1);
}

static void
do_size(struct scenario *scenario, char *rest)
{
	if (sscanf(rest, "%d %d", &scenario->columns, &scenario->rows) != 2)
		scenario_fail(scenario, "size wants columns and rows");
}

static void
do_deadline(struct scenario *scenario, char *rest)
{
	scenario->deadline = atoi(rest);
}

static void
do_run(struct scenario *scenario, char *rest)
{
	struct vt **vt = &scenario->terminals[scenario->current];

	snprintf(scenario->command, sizeof scenario->command, "exec \"$GUICHET\" %s", rest);
	vt_free(vt);
	*vt = vt_start(scenario->command, scenario->folder, scenario->rows, scenario->columns);
	if (*vt == NULL)
		scenario_fail(scenario, "no pty to be had");
}

/* Letters as they are, <Name> for the others; *count keys. */
static bool
add_keys(struct scenario *scenario, const char *keys, int *count)
{
	*count = 0;
	while (*keys != '\0') {
		const char *end = *keys == '<' ? strchr(keys, '>') : NULL;
		char name[16];
		size_t size = 1;

		if (end != NULL) {
			snprintf(name, sizeof name, "%.*s", (int)(end - keys - 1), keys + 1);
			if (!vt_add_named(terminal(scenario), name)) {
				scenario_fail(scenario, "no key is called <%s>", name);
				return false;
			}
			keys = end + 1;
		} else {
			while ((keys[size] & 0xc0) == 0x80)
				size++;
			vt_add(terminal(scenario), keys, size);
			keys += size;
		}
		++*count;
	}
	return true;
}

static void
do_keys(struct scenario *scenario, char *rest)
{
	int count;

	if (!add_keys(scenario, rest, &count))
		return;
	scenario->keys += count;
	if (!vt_send(terminal(scenario)))
		scenario_fail(scenario, "the program has gone");
}

static void
do_paste(struct scenario *scenario, char *rest)
{
	struct vt *vt = terminal(scenario);
	int count;

	vt_add(vt, "\033[200~", 6);
	if (!add_keys(scenario, rest, &count))
		return;
	vt_add(vt, "\033[201~", 6);
	scenario->keys++;
	vt_send(vt);
}

static void
do_budget(struct scenario *scenario, char *rest)
{
	int most = atoi(rest);

	if (scenario->keys > most)
		scenario_fail(scenario, "%d keys, budget %d", scenario->keys, most);
	if (scenario->keys == 0)
		scenario_fail(scenario, "a budget of no keys: no step before it");
}

static void
do_wait(struct scenario *scenario, char *rest)
{
	if (!scenario_until(scenario, scenario->deadline, shows, rest) && !scenario->failed)
		scenario_fail(scenario, "not on the screen: %s", rest);
}

static void
do_within(struct scenario *scenario, char *rest)
{
	char *text;
	long milliseconds = strtol(rest, &text, 10);

	text += strspn(text, " ");
	if (!scenario_until(scenario, (int)milliseconds, shows, text) && !scenario->failed)
		scenario_fail(scenario, "not on the screen within %ld ms: %s", milliseconds, text);
}

static void
do_absent(struct scenario *scenario, char *rest)
{
	if (!scenario_until(scenario, scenario->deadline, shows_not, rest) && !scenario->failed)
		scenario_fail(scenario, "still on the screen: %s", rest);
}

/* For "nothing comes": everything else waits for what does come. */
static void
do_never(struct scenario *scenario, char *rest)
{
	scenario_quiet(scenario, 250);
	if (shows(terminal(scenario), rest))
		scenario_fail(scenario, "on the screen: %s", rest);
}

static void
do_row(struct scenario *scenario, char *rest)
{
	char *text;
	struct place place = { .row = (int)strtol(rest, &text, 10) };

	place.text = text + strspn(text, " ");
	if (!scenario_until(scenario, scenario->deadline, row_shows, &place) && !scenario->failed)
		scenario_fail(scenario, "not in row %d: %s", place.row, place.text);
}

/* "cursor ROW [COLUMN]", or "cursor on TEXT": in the row that shows it (R5). */
static void
do_cursor(struct scenario *scenario, char *rest)
{
	struct place place = { .row = 0 };
	bool met;

	if (strncmp(rest, "on ", 3) == 0) {
		met = scenario_until(scenario, scenario->deadline, cursor_row_shows, rest + 3);
	} else {
		sscanf(rest, "%d %d", &place.row, &place.column);
		met = scenario_until(scenario, scenario->deadline, cursor_stands, &place);
	}
	if (!met && !scenario->failed)
		scenario_fail(scenario, "the cursor is not at: %s", rest);
}

static void
do_resize(struct scenario *scenario, char *rest)
{
	int rows, columns;

	if (sscanf(rest, "%d %d", &columns, &rows) != 2)
		scenario_fail(scenario, "resize wants columns and rows");
	else
		vt_resize(terminal(scenario), rows, columns);
}

/* A picture's row against the screen's; the sign '~' stands for whatever one character. */
static bool
row_matches(const char *row, const char *wanted)
{
	while (*row != '\0' && *wanted != '\0') {
		if (*wanted == '~') {
			row++;
			while ((*row & 0xc0) == 0x80)
				row++;
			wanted++;
		} else if (*row++ != *wanted++) {
			return false;
		}
	}
	return *row == '\0' && *wanted == '\0';
}

struct picture {
	char *rows[256];
	int count;
};

static bool
picture_matches(struct vt *vt, const void *wanted)
{
	const struct picture *picture = wanted;
	char row[VT_ROW];

	for (int i = 0; i < vt_rows(vt); i++)
		if (!row_matches(vt_row(vt, i, row), i < picture->count ? picture->rows[i] : ""))
			return false;
	return true;
}

static void
read_picture(struct scenario *scenario, struct picture *picture)
{
	char line[LINE];

	while (fgets(line, sizeof line, scenario->input) != NULL) {
		size_t size = strcspn(line, "\n");

		scenario->line++;
		while (size > 0 && line[size - 1] == ' ')
			size--;
		line[size] = '\0';
		if (strcmp(line, "END") == 0)
			return;
		if (picture->count < (int)(sizeof picture->rows / sizeof *picture->rows))
			picture->rows[picture->count++] = strdup(line);
	}
	scenario_fail(scenario, "a picture without END");
}

static void
do_expect(struct scenario *scenario, char *rest)
{
	struct picture picture = { .count = 0 };
	char row[VT_ROW];

	(void)rest;
	read_picture(scenario, &picture);
	if (!scenario->failed &&
	    !scenario_until(scenario, scenario->deadline, picture_matches, &picture) &&
	    !scenario->failed) {
		scenario_fail(scenario, "the screen is another than the picture");
		for (int i = 0; i < vt_rows(terminal(scenario)); i++) {
			const char *wanted = i < picture.count ? picture.rows[i] : "";

			if (!row_matches(vt_row(terminal(scenario), i, row), wanted))
				printf("    row %d should be\n      |%s\n", i + 1, wanted);
		}
	}
	for (int i = 0; i < picture.count; i++)
		free(picture.rows[i]);
}

/* A command with $STORE and guichet on its path; anything but exit 0 fails. */
static void
do_shell(struct scenario *scenario, char *rest)
{
	char command[2 * LINE];
	int status;

	scenario_quiet(scenario, 50);
	for (int i = 0; i < TERMINALS; i++)
		if (scenario->terminals[i] != NULL)
			vt_mark(scenario->terminals[i]);
	snprintf(command, sizeof command, "cd '%s' && { %s\n} </dev/null >output 2>&1",
		 scenario->folder, rest);
	status = system(command);
	if (status == 0)
		return;
	scenario_fail(scenario, "status %d: %s", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		      rest);
	snprintf(command, sizeof command, "head -c 3000 '%s'/output", scenario->folder);
	if (system(command) != 0)
		printf("    (no output)\n");
}

/* "let NAME COMMAND": the first line it writes, for ${NAME} in later steps. */
static void
do_let(struct scenario *scenario, char *rest)
{
	char command[2 * LINE], value[LINE] = "";
	char *what = rest + strcspn(rest, " ");
	FILE *output;

	if (*what != '\0')
		*what++ = '\0';
	snprintf(command, sizeof command, "cd '%s' && { %s\n} </dev/null 2>/dev/null",
		 scenario->folder, what);
	output = popen(command, "r");
	if (output == NULL || fgets(value, sizeof value, output) == NULL)
		scenario_fail(scenario, "writes nothing: %s", what);
	if (output != NULL)
		pclose(output);
	value[strcspn(value, "\n")] = '\0';
	setenv(rest, value, 1);
}

static void
do_kill(struct scenario *scenario, char *rest)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {
		{ "HUP", SIGHUP },     { "TERM", SIGTERM }, { "INT", SIGINT },
		{ "KILL", SIGKILL },   { "STOP", SIGSTOP }, { "CONT", SIGCONT },
		{ "WINCH", SIGWINCH }, { "QUIT", SIGQUIT },
	};

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (strcmp(rest, signals[i].name) == 0) {
			vt_signal(terminal(scenario), signals[i].number);
			return;
		}
	scenario_fail(scenario, "no signal is called %s", rest);
}

static void
do_hangup(struct scenario *scenario, char *rest)
{
	(void)rest;
	vt_hang_up(terminal(scenario));
}

static void
do_exit(struct scenario *scenario, char *rest)
{
	int status = -1;

	if (!scenario_until(scenario, scenario->deadline, ended, NULL)) {
		if (!scenario->failed)
			scenario_fail(scenario, "still running");
		return;
	}
	vt_ended(terminal(scenario), &status);
	if (rest[0] != '\0' && status != atoi(rest))
		scenario_fail(scenario, "exit status %d, not %s", status, rest);
}

static void
do_bytes(struct scenario *scenario, char *rest)
{
	long most = strtol(rest + strspn(rest, "<= "), NULL, 10);

	if (scenario->patience > 1) /* a slow program may paint what it does in two steps */
		most *= 2;
	if (!scenario_quiet(scenario, 150)) {
		if (!scenario->failed)
			scenario_fail(scenario, "never falls silent");
	} else if (vt_written(terminal(scenario)) > most) {
		scenario_fail(scenario, "%ld bytes written, at most %ld wanted",
			      vt_written(terminal(scenario)), most);
	}
}

static bool
never(struct vt *vt, const void *wanted)
{
	(void)vt;
	(void)wanted;
	return false;
}

/* "idle MILLISECONDS BYTES": untouched for that long, it writes at most that much (R7). */
static void
do_idle(struct scenario *scenario, char *rest)
{
	int milliseconds = 0, patience = scenario->patience;
	long most = 0, before;

	sscanf(rest, "%d %ld", &milliseconds, &most);
	scenario_quiet(scenario, 250);
	before = vt_stream(terminal(scenario))->bytes;
	scenario->patience = 1;
	scenario_until(scenario, milliseconds, never, NULL);
	scenario->patience = patience;
	before = vt_stream(terminal(scenario))->bytes - before;
	if (before > most && !scenario->failed)
		scenario_fail(scenario, "%ld bytes while idle, at most %ld wanted", before, most);
}

/* Only where the program itself counts silence: after a refusal it waits for the hand to rest (R2).
 */
static void
do_pause(struct scenario *scenario, char *rest)
{
	int patience = scenario->patience;

	scenario->patience = 1;
	scenario_until(scenario, atoi(rest), never, NULL);
	scenario->patience = patience;
}

static void
do_bells(struct scenario *scenario, char *rest)
{
	scenario_quiet(scenario, 150);
	if (vt_bells(terminal(scenario)) != atoi(rest) && !scenario->failed)
		scenario_fail(scenario, "%ld bells, not %s", vt_bells(terminal(scenario)), rest);
}

static void
do_colour(struct scenario *scenario, char *rest)
{
	bool wanted = strcmp(rest, "some") == 0;

	scenario_quiet(scenario, 150);
	if (vt_stream(terminal(scenario))->colour != wanted && !scenario->failed)
		scenario_fail(scenario, "colour was %s written", wanted ? "not" : "");
}

static void
do_reversed(struct scenario *scenario, char *rest)
{
	int row = 0, column = 1;

	sscanf(rest, "%d %d", &row, &column);
	scenario_quiet(scenario, 100);
	if (!vt_reversed(terminal(scenario), row - 1, column - 1) && !scenario->failed)
		scenario_fail(scenario, "not in reverse: %s", rest);
}

static void
do_include(struct scenario *scenario, char *rest)
{
	FILE *input = scenario->input;
	const char *file = scenario->file;
	int line = scenario->line;
	char path[LINE], text[LINE];

	snprintf(path, sizeof path, "%s/%s", getenv("HERE"), rest);
	scenario->input = fopen(path, "r");
	if (scenario->input == NULL) {
		scenario->input = input;
		scenario_fail(scenario, "%s cannot be read", path);
		return;
	}
	scenario->file = path;
	scenario->line = 0;
	while (!scenario->failed && fgets(text, sizeof text, scenario->input) != NULL) {
		scenario->line++;
		scenario_line(scenario, text);
	}
	fclose(scenario->input);
	scenario->input = input;
	scenario->file = file;
	scenario->line = line;
}

static const struct word {
	const char *name;
	void (*run)(struct scenario *scenario, char *rest);
	bool running; /* wants a program on the terminal */
} words[] = {
	/* clang-format off */
	{ "rule", do_rule, false },
	{ "step", do_step, false },
	{ "env", do_env, false },
	{ "settings", do_settings, false },
	{ "size", do_size, false },
	{ "deadline", do_deadline, false },
	{ "run", do_run, false },
	{ "include", do_include, false },
	{ "shell", do_shell, false },
	{ "budget", do_budget, false },
	{ "keys", do_keys, true },
	{ "paste", do_paste, true },
	{ "wait", do_wait, true },
	{ "within", do_within, true },
	{ "absent", do_absent, true },
	{ "never", do_never, true },
	{ "row", do_row, true },
	{ "cursor", do_cursor, true },
	{ "resize", do_resize, true },
	{ "expect", do_expect, true },
	{ "anew", do_anew, true },
	{ "kill", do_kill, true },
	{ "hangup", do_hangup, true },
	{ "exit", do_exit, true },
	{ "bytes", do_bytes, true },
	{ "idle", do_idle, true },
	{ "bells", do_bells, true },
	{ "colour", do_colour, true },
	{ "reversed", do_reversed, true },
	{ "pause", do_pause, false },
	{ "let", do_let, false },
	{ "random", do_random, false },
	/* clang-format on */
};

static void
run_word(struct scenario *scenario, const char *name, char *rest)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(name, words[i].name) != 0)
			continue;
		if (words[i].running && terminal(scenario) == NULL)
			scenario_fail(scenario, "nothing runs on this terminal yet");
		else
			words[i].run(scenario, rest);
		return;
	}
	scenario_fail(scenario, "no step is called %s", name);
}

/* ${NAME} of "let" and "env"; a shell does that by itself. */
static void
expand(struct scenario *scenario, const char *text, char out[LINE])
{
	size_t size = 0;

	while (*text != '\0' && size + 1 < LINE) {
		const char *end = strncmp(text, "${", 2) == 0 ? strchr(text, '}') : NULL;
		const char *value;
		char name[64];

		if (end == NULL) {
			out[size++] = *text++;
			continue;
		}
		snprintf(name, sizeof name, "%.*s", (int)(end - text - 2), text + 2);
		value = getenv(name);
		if (value == NULL)
			scenario_fail(scenario, "no ${%s} was let", name);
		else
			size += (size_t)snprintf(out + size, LINE - size, "%s", value);
		text = end + 1;
	}
	out[size < LINE ? size : LINE - 1] = '\0';
}

void
scenario_line(struct scenario *scenario, char *line)
{
	char *name = line + strspn(line, " \t"), *rest;
	char expanded[LINE];
	int before = scenario->current;

	line[strcspn(line, "\r\n")] = '\0';
	if (*name == '\0' || *name == '#')
		return;
	if (strncmp(name, "second ", 7) == 0) {
		scenario->current = 1;
		name += 7 + strspn(name + 7, " ");
	}
	rest = name + strcspn(name, " ");
	if (*rest != '\0')
		*rest++ = '\0';
	rest += strspn(rest, " ");
	if (strcmp(name, "shell") != 0 && strcmp(name, "let") != 0) {
		expand(scenario, rest, expanded);
		rest = expanded;
	}
	if (!scenario->failed)
		run_word(scenario, name, rest);
	scenario->current = before;
}
