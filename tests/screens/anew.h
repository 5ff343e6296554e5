/* What stands on the screen, held against a program that has just been started (R13, F22). */
#ifndef TESTS_ANEW_H
#define TESTS_ANEW_H

struct scenario;

/* "anew KEYS": until the screen is what a program begun anew on the same store, as the last "run"
 * was, paints after these keys: the clock, the mark of the row in focus and the keys at the foot
 * apart. */
void do_anew(struct scenario *scenario, char *rest);

#endif
