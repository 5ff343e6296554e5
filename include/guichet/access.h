/* Who may: what the built-in profiles open, told by the very functions that let a person in.  data/reference/access.csv
 * says what it should be. */
#ifndef GUICHET_ACCESS_H
#define GUICHET_ACCESS_H

struct arena;
struct command;
struct screen;
struct session;

enum access {
	ACCESS_NO,
	ACCESS_SELF, /* on his own account */
	ACCESS_OWN,  /* what is his customers' */
	ACCESS_YES,
};
extern const char *const access_names[]; /* "no", "self", "own", "yes" */

/* src/domain/profile_access.c: for each profile of data/reference/profiles.csv, in its order, somebody who has it
 * and nothing else; NULL-ended, in arena. */
const struct session *const *profile_sessions(struct arena *arena);
enum access command_access(const struct session *session, const struct command *command);
/* src/screen/plan.c */
enum access screen_access(const struct session *session, const struct screen *screen);

#endif
