/* A hand that hits whatever key: nothing may crash, hang or write what it may not (F22). */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

struct scenario;

/* "random COUNT ARGUMENTS": that many keys, pastes and resizes to "guichet ARGUMENTS", which is
 * started again when it was left with status 0.  SEED in the environment repeats a run. */
void do_random(struct scenario *scenario, char *rest);

#endif
