/* CUS-05: who answers questions, as the settings say (contact.*). */
#ifndef GUICHET_DEPARTMENT_H
#define GUICHET_DEPARTMENT_H

struct arena;
struct session;

struct department {
	const char *code;  /* words: choice.department.CODE, what it is for: department.CODE */
	const char *email; /* "" when there is none: the form cannot be sent to it */
	const char *phone; /* "" when there is none */
};

extern const char *const department_codes[]; /* in the order in which they are offered; NULL-ended */
/* All of them, in that order, ended by code NULL.  A demo store has addresses where the settings say
 * nothing. */
const struct department *departments(struct arena *arena, const struct session *session);

#endif
