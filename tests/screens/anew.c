#include "anew.h"

#include "scenario.h"

#include <stdio.h>
#include <string.h>

static bool
has_painted(struct vt *vt, const void *wanted)
{
	char row[VT_ROW];

	(void)wanted;
	return vt_row(vt, 0, row)[0] != '\0';
}

/* Of a row that came while one looked the mark stays where it was. */
static const char *
unmarked(struct vt *vt, int row, char out[VT_ROW])
{
	vt_row(vt, row, out);
	if (out[0] == '>')
		out[0] = ' ';
	return out;
}

static bool
shows_the_same(struct vt *vt, const void *wanted)
{
	enum { CLOCK = 1, FOOT = 2 };
	struct vt *other = *(struct vt *const *)wanted;
	char row[VT_ROW], others[VT_ROW];

	for (int i = CLOCK; i < vt_rows(vt) - FOOT; i++)
		if (strcmp(unmarked(vt, i, row), unmarked(other, i, others)) != 0)
			return false;
	return true;
}

/* Keys hit before the program has the terminal are another thing to it: not before it has painted.
 */
static bool
hit_keys(struct scenario *scenario, const char *keys)
{
	char line[LINE];

	if (!scenario_until(scenario, scenario->deadline, has_painted, NULL))
		return false;
	snprintf(line, sizeof line, "keys %s", keys);
	scenario_line(scenario, line);
	return !scenario->failed;
}

void
do_anew(struct scenario *scenario, char *rest)
{
	const int own = scenario->current, other = (own + 1) % TERMINALS;
	struct vt **begun = &scenario->terminals[other];

	if (*begun != NULL) {
		scenario_fail(scenario, "both terminals are taken");
		return;
	}
	*begun = vt_start(scenario->command, scenario->folder, scenario->rows, scenario->columns);
	scenario->current = other;
	const bool same =
	    *begun != NULL && hit_keys(scenario, rest) &&
	    scenario_until(scenario, scenario->deadline, shows_the_same, &scenario->terminals[own]);
	if (!same && !scenario->failed)
		scenario_fail(scenario, "a program begun anew paints another screen");
	scenario->current = own;
	vt_free(begun);
}
