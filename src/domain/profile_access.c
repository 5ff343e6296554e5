/* USR-06: the built-in profiles, and what they open. */
#include "domain.h"

#include <guichet/access.h>
#include <guichet/execute.h>
#include <stdlib.h>
#include <string.h>

enum { PROFILES_MOST = 31 };

const char *const access_names[] = {
	[ACCESS_NO] = "no",
	[ACCESS_SELF] = "self",
	[ACCESS_OWN] = "own",
	[ACCESS_YES] = "yes",
};

static uint32_t
rights_of(struct arena *arena, const char *names)
{
	uint32_t rights = 0;
	while (*names != '\0') {
		const size_t size = strcspn(names, " ");
		enum right right;
		if (right_by_name(arena_copy_bytes(arena, names, size), &right)) {
			rights |= 1u << right;
		}
		names += size;
		names += *names == ' ';
	}
	return rights;
}

const struct session *const *
profile_sessions(struct arena *arena)
{
	const struct session **sessions =
	    arena_array(arena, PROFILES_MOST + 1, sizeof(struct session *));
	struct table_reader table;
	const char *cells[5];
	size_t count = 0;
	if (!table_open(&table, "data/reference/profiles.csv")) {
		return sessions;
	}
	while (count < PROFILES_MOST && table_next(&table, arena, cells, 5) > 0) {
		struct session *session = arena_alloc(arena, sizeof *session);
		const bool staff = strcmp(cells[1], "staff") == 0;
		*session = (struct session){ .account = -1,
					     .login = cells[0],
					     .profile = cells[0],
					     .rights = rights_of(arena, cells[4]),
					     .staff = staff,
					     .all_customers = staff,
					     .acts = strtol(cells[2], NULL, 10) != 0,
					     .caller = CALLER_PROVEN,
					     .call = -1 };
		sessions[count++] = session;
	}
	return sessions;
}

enum access
command_access(const struct session *session, const struct command *command)
{
	if (execute_allowed(session, command, NULL) != STATUS_OK) {
		return ACCESS_NO;
	}
	if ((command->flags & COMMAND_ACCOUNT) != 0) {
		return ACCESS_SELF;
	}
	if ((command->flags & COMMAND_ANYBODY) != 0) {
		return ACCESS_YES;
	}
	return session->all_customers ? ACCESS_YES : ACCESS_OWN;
}
