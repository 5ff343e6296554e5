/* guichet explain MESSAGE: its texts in the language asked for, with sample data. */
#include "cli.h"
#include <guichet/help.h>
#include <guichet/messages.h>
#include <guichet/text.h>
#include <string.h>

/* The columns of a list, in a line. */
static const char *
in_a_line(struct arena *arena, const char *title)
{
	struct builder line = { .arena = arena };
	for (const char *gap; (gap = strstr(title, "  ")); title = gap + strspn(gap, " ")) {
		builder_add_bytes(&line, title, (size_t)(gap - title));
		builder_add(&line, gap[strspn(gap, " ")] ? ", " : "");
	}
	builder_add(&line, title);
	return builder_text(&line);
}

bool
explain_message(const struct cli *cli, const char *name)
{
	bool known = false;
	for (const struct help_topic *topic = message_topics(cli->arena, cli->lang, cli->lang);
	     topic->name; topic++) {
		if (strcmp(topic->name, name) != 0)
			continue;
		if (known)
			putchar('\n');
		struct help_topic shown = *topic;
		shown.title =
		    arena_format(cli->arena, "%s — %s", name, in_a_line(cli->arena, topic->title));
		print_topic(cli, &shown);
		known = true;
	}
	return known;
}
