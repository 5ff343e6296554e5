#include "random.h"

#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
	REPAINT_EVERY = 50, /* bursts: each takes a second */
	RESTS = 310,        /* milliseconds: what comes sooner after a refusal is dropped (R2) */
};

struct hand {
	struct scenario *scenario;
	struct vt *vt;
	uint64_t state;
	bool refused;
	long keys, pastes, windows, rests;
	char command[LINE];
};

static uint64_t
next(struct hand *hand, uint64_t below)
{
	uint64_t mixed = hand->state += 0x9e3779b97f4a7c15U; /* splitmix64 */

	mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
	mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
	return (mixed ^ (mixed >> 31)) % below;
}

static void
add_key(struct hand *hand)
{
	static const char *const named[] = {
		"Enter", "Enter", "Enter", "Esc",   "Esc",  "Tab", "S-Tab", "Space", "Backspace",
		"Up",    "Down",  "Left",  "Right", "Home", "End", "PgUp",  "PgDn",  "Ins",
		"Del",   "F1",    "F2",    "F4",    "F5",   "F6",  "F7",    "F8",    "F9",
		"F11",   "F12",   "C-A",   "C-C",   "C-D",  "C-E", "C-F",   "C-G",   "C-K",
		"C-L",   "C-O",   "C-R",   "C-U",   "C-W",  "x9b", "xff",   "xc3",   "x00",
	};
	static const char plain[] = "1234567890abcdefgijklmnoprstuvxyzDFGMQSX/:?*-=.,\"&'(;@+_";

	if (next(hand, 3) == 0)
		vt_add_named(hand->vt, named[next(hand, sizeof named / sizeof *named)]);
	else
		vt_add(hand->vt, &plain[next(hand, sizeof plain - 1)], 1);
	hand->keys++;
}

static void
add_paste(struct hand *hand)
{
	static const char *const texts[] = {
		"1-ABC-123\r",
		"7002 0001 0234 5000 015",
		"\033]0;owned\007",
		"DUPONT\tANA\303\217S\r\nb1o\r",
		"\302\233[2J",
		"\360\237\221\251\342\200\215",
		"+32 460 00 12 55",
		"\303",
		"01/01/2027\r01/02/2027",
	};
	const char *text = texts[next(hand, sizeof texts / sizeof *texts)];

	vt_add(hand->vt, "\033[200~", 6);
	vt_add(hand->vt, text, strlen(text));
	vt_add(hand->vt, "\033[201~", 6);
	hand->pastes++;
}

static void
add_window(struct hand *hand, int rows, int columns)
{
	vt_resize(hand->vt, rows, columns);
	hand->windows++;
}

/* Keys hit before the program has the terminal are echoed by the terminal itself: not before it has
 * painted. */
static bool
start(struct hand *hand)
{
	enum { PAINTS_WITHIN = 200 }; /* tenths of a second */
	struct scenario *scenario = hand->scenario;
	struct vt **vt = &scenario->terminals[scenario->current];

	vt_free(vt);
	*vt = vt_start(hand->command, scenario->folder, scenario->rows, scenario->columns);
	hand->vt = *vt;
	for (int i = 0; hand->vt != NULL && i < PAINTS_WITHIN && vt_written(hand->vt) == 0; i++)
		if (!scenario_quiet(scenario, 100))
			return false;
	return hand->vt != NULL && scenario_quiet(scenario, 300);
}

static void
hit(struct hand *hand)
{
	uint64_t what = next(hand, 100);
	uint64_t burst = next(hand, 8);

	if (what < 3)
		add_window(hand, 2 + (int)next(hand, 59), 5 + (int)next(hand, 246));
	else if (what < 6)
		add_window(hand, 24, 80);
	else if (what < 10)
		add_paste(hand);
	else
		for (uint64_t i = 0; i <= burst; i++)
			add_key(hand);
	vt_send(hand->vt);
}

/* A hand that never rested would have all but the first of its keys dropped; now and then it does
 * go on at once. */
static void
pause_if_refused(struct hand *hand)
{
	scenario_quiet(hand->scenario, 2);
	hand->refused |= vt_bells(hand->vt) > 0;
	if (!hand->refused || next(hand, 4) == 0)
		return;
	hand->refused = false;
	hand->rests++;
	scenario_quiet(hand->scenario, RESTS);
}

/* The program has given the terminal back: what is hit from then on is echoed by the terminal
 * itself. */
static bool
is_leaving(struct hand *hand)
{
	struct termios modes;

	return tcgetattr(vt_descriptor(hand->vt), &modes) == 0 && (modes.c_lflag & ECHO) != 0;
}

/* Left by F3 or Q is fine, by anything else is not. */
static bool
goes_on(struct hand *hand)
{
	int status;

	if (vt_descriptor(hand->vt) >= 0 && !is_leaving(hand))
		return true;
	for (int i = 0; i < 500 && !vt_ended(hand->vt, &status); i++)
		usleep(10000);
	if (vt_ended(hand->vt, &status) && status == 0)
		return start(hand);
	scenario_fail(hand->scenario, "ended with status %d", status);
	return false;
}

/* What is on the screen is what a repaint from nothing gives, whatever the window. */
static void
compare_with_repaint(struct hand *hand)
{
	enum { CLOCK = 2, FOOT = 6, MOST = 60 }; /* the clock is above, the message below */
	char before[MOST][VT_ROW], row[VT_ROW];

	if (hand->scenario->failed || !goes_on(hand))
		return;
	const int end = vt_rows(hand->vt) - FOOT;
	scenario_quiet(hand->scenario, 700);
	for (int i = CLOCK; i < end; i++)
		vt_row(hand->vt, i, before[i]);
	vt_add_named(hand->vt, "C-L");
	vt_send(hand->vt);
	scenario_quiet(hand->scenario, 300);
	for (int i = CLOCK; i < end && !hand->scenario->failed; i++)
		if (strcmp(before[i], vt_row(hand->vt, i, row)) != 0)
			scenario_fail(hand->scenario,
				      "row %d was another before a repaint:\n    %s", i + 1,
				      before[i]);
}

void
do_random(struct scenario *scenario, char *rest)
{
	const char *seed = getenv("SEED");
	struct hand hand = { .scenario = scenario };
	char *arguments;
	long count = strtol(rest, &arguments, 10);

	hand.state =
	    seed != NULL ? strtoul(seed, NULL, 10) : (uint64_t)time(NULL) ^ (uint64_t)getpid();
	snprintf(scenario->step, sizeof scenario->step, "SEED=%llu",
		 (unsigned long long)hand.state);
	snprintf(hand.command, sizeof hand.command, "exec \"$GUICHET\"%s", arguments);
	if (!start(&hand)) {
		scenario_fail(scenario, "does not start");
		return;
	}
	for (long i = 1; i <= count && !scenario->failed && goes_on(&hand); i++) {
		hit(&hand);
		pause_if_refused(&hand);
		if (i % REPAINT_EVERY == 0)
			compare_with_repaint(&hand);
	}
	compare_with_repaint(&hand);
	printf("random: %ld keys, %ld pastes, %ld windows, %ld rests\n", hand.keys, hand.pastes,
	       hand.windows, hand.rests);
}
