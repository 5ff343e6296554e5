/* "guichet help": the questions and the guide on the command line, and guichet-guide(7). */
#include "cli.h"
#include <guichet/help.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 78, SHOWN = 9 };

void
print_topic(const struct cli *cli, const struct help_topic *topic)
{
	size_t count = 0;
	const char *const *lines = help_lines(cli->arena, topic->text, COLUMNS, &count);

	printf("%s\n\n", topic->title);
	for (size_t i = 0; i < count; i++)
		puts(lines[i]);
}

/* Both books as one: a question comes before a section that says as much. */
static const struct help_topic *
all_topics(const struct cli *cli)
{
	struct help_topic *all = arena_array(cli->arena, 1, sizeof *all);
	size_t count = 0;

	for (size_t i = 0; help_books[i] != NULL; i++) {
		const struct help_topic *book =
		    help_topics(cli->arena, lang_code(cli->lang), help_books[i]);
		size_t more = 0;
		while (book[more].name != NULL)
			more++;
		struct help_topic *grown = arena_array(cli->arena, count + more + 1, sizeof *grown);
		memcpy(grown, all, count * sizeof *grown);
		memcpy(grown + count, book, more * sizeof *grown);
		all = grown;
		count += more;
	}
	return all;
}

static const char *
joined(const struct cli *cli, const struct words *words)
{
	struct builder line = { .arena = cli->arena };

	for (size_t i = 0; i < words->count; i++)
		builder_format(&line, "%s%s", i ? " " : "", words->items[i]);
	return builder_text(&line);
}

/* Without words the titles; with words the best answer whole, and the titles of the next. */
enum status
verb_help(struct cli *cli, const struct words *words)
{
	const char *wanted = joined(cli, words);
	size_t count = 0;
	const struct help_topic *const *found =
	    help_search(cli->arena, all_topics(cli), wanted, &count);

	if (words_has(words, "man")) {
		manual_guide(cli);
		return STATUS_OK;
	}
	if (count == 0) {
		const struct error error = { .status = STATUS_REFUSED, .key = "cli.help_none" };
		return cli_fail(cli, &error);
	}
	if (wanted[0] != '\0') {
		print_topic(cli, found[0]);
		if (count > 1)
			printf("\n%s\n", lang_text(cli->lang, "cli.help_other"));
	}
	for (size_t i = wanted[0] != '\0'; i < count && (wanted[0] == '\0' || i <= SHOWN); i++)
		printf("%s%s\n", wanted[0] != '\0' ? "  " : "", found[i]->title);
	return STATUS_OK;
}
