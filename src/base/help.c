/* Help that is read.  A book is a text file: "== NAME" begins a topic, "= TITLE", "> TARGET" and "+
 * WORDS" say what it is, and all other lines are its text. */
#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/help.h>
#include <guichet/text.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *const help_books[] = { "faq", "guide", NULL };

/* --- reading --- */

static const char *
next_line(struct arena *arena, const char **text)
{
	const size_t size = strcspn(*text, "\n");
	const char *line = arena_copy_bytes(arena, *text, size);
	*text += size + ((*text)[size] == '\n');
	return line;
}

static bool
begins_anew(const char *line)
{
	return line[0] == '\0' || !strncmp(line, "- ", 2) || !strncmp(line, "    ", 4);
}

/* The lines of a paragraph, or of an item, are one. */
static void
add_text(struct builder *text, const char *line, bool *open)
{
	const bool goes_on = *open && !begins_anew(line);
	if (text->size == 0 && line[0] == '\0')
		return;
	if (text->size)
		builder_add(text, goes_on ? " " : "\n");
	builder_add(text, goes_on ? line + strspn(line, " ") : line);
	*open = line[0] != '\0' && strncmp(line, "    ", 4) != 0;
}

/* A sign that French sets apart never begins a line, nor does a quotation mark end one. */
static const char *
bound(struct arena *arena, const char *text)
{
	static const char no_break[] = "\u00a0";
	struct builder out = { .arena = arena };
	bool quoted = false;
	for (; *text; text++) {
		const bool joins =
		    *text == ' ' && (quoted || (text[1] && strchr(";:?!", text[1])) ||
				     !strncmp(text + 1, "\u00bb", 2));
		quoted = !strncmp(text, "\u00ab", 2) || (quoted && *text == "\u00ab"[1]);
		if (joins)
			builder_add(&out, no_break);
		else
			builder_add_bytes(&out, text, 1);
	}
	return builder_text(&out);
}

static const char *
trimmed_end(struct arena *arena, const char *text)
{
	size_t size = strlen(text);
	while (size && text[size - 1] == '\n')
		size--;
	return arena_copy_bytes(arena, text, size);
}

/* Up to the next topic. */
static void
read_topic(struct arena *arena, const char **text, struct help_topic *topic)
{
	struct builder body = { .arena = arena };
	bool open = false;
	while (**text && strncmp(*text, "== ", 3) != 0) {
		const char *line = next_line(arena, text);
		if (!strncmp(line, "= ", 2))
			topic->title = bound(arena, line + 2);
		else if (!strncmp(line, "> ", 2))
			topic->target = line + 2;
		else if (!strncmp(line, "+ ", 2))
			topic->words = line + 2;
		else
			add_text(&body, line, &open);
	}
	topic->text = trimmed_end(arena, bound(arena, builder_text(&body)));
}

const struct help_topic *
help_topics(struct arena *arena, const char *language, const char *book)
{
	const struct embedded *file =
	    embedded_find(arena_format(arena, "data/help/%s/%s.txt", language, book));
	const char *text = file ? file->text : "";
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, "== ")) != NULL; at += 3)
		count++;
	struct help_topic *topics = arena_array(arena, count + 1, sizeof *topics);
	count = 0;
	while (*text) {
		const char *line = next_line(arena, &text);
		if (strncmp(line, "== ", 3) != 0)
			continue;
		topics[count] = (struct help_topic){ .name = line + 3, .title = "", .words = "" };
		read_topic(arena, &text, &topics[count++]);
	}
	return topics;
}

/* --- searching --- */

/* How well one folded word is met among the words of a folded text. */
enum met { MET_NOT, MET_NEARLY, MET_BEGUN, MET_WHOLE };

/* "cartes" for CARTE, "bloquer" for BLOQUE: the same stem. */
static bool
is_near(const char *word, size_t size, const char *wanted, size_t length)
{
	size_t same = 0;
	while (same < size && same < length && word[same] == wanted[same])
		same++;
	return same >= 4 && length - same <= 2 && size - same <= 3;
}

static enum met
meets(const char *text, const char *wanted, size_t length)
{
	enum met best = MET_NOT;
	while (*text) {
		const size_t size = strcspn(text, " ");
		enum met met = MET_NOT;
		if (size >= length && !strncmp(text, wanted, length))
			met = size == length ? MET_WHOLE : MET_BEGUN;
		else if (is_near(text, size, wanted, length))
			met = MET_NEARLY;
		best = met > best ? met : best;
		text += size + (text[size] == ' ');
	}
	return best;
}

struct scored {
	const struct help_topic *topic;
	int words, score;
};

static const int of_title[] = { 0, 6, 8, 10 }, of_words[] = { 0, 5, 6, 8 },
		 of_text[] = { 0, 1, 1, 2 };

static struct scored
score(struct arena *arena, const struct help_topic *topic, const char *wanted)
{
	struct scored scored = { .topic = topic };
	const char *title = text_fold(arena, topic->title);
	const char *words = text_fold(arena, topic->words);
	const char *text = text_fold(arena, topic->text);
	while (*wanted) {
		const size_t size = strcspn(wanted, " ");
		const int title_score = of_title[meets(title, wanted, size)];
		const int words_score = of_words[meets(words, wanted, size)];
		const int text_score = of_text[meets(text, wanted, size)];
		scored.words += title_score + words_score + text_score > 0;
		scored.score += title_score + words_score + text_score;
		wanted += size + (wanted[size] == ' ');
	}
	return scored;
}

static int
by_score(const void *a, const void *b)
{
	const struct scored *first = a, *second = b;
	if (first->score != second->score)
		return first->score > second->score ? -1 : 1;
	return first->topic < second->topic ? -1 : 1;
}

const struct help_topic *const *
help_search(struct arena *arena, const struct help_topic *topics, const char *words, size_t *count)
{
	const char *wanted = text_fold(arena, words);
	size_t all = 0, kept = 0;
	int most = 0;
	while (topics[all].name)
		all++;
	const struct help_topic **found = arena_array(arena, all + 1, sizeof(struct help_topic *));
	struct scored *scored = arena_array(arena, all + 1, sizeof *scored);
	for (size_t i = 0; i < all; i++) {
		scored[i] = score(arena, &topics[i], wanted);
		most = scored[i].words > most ? scored[i].words : most;
	}
	/* A question typed as it is asked has words that nobody's answer has: those that have most
	 * stay. */
	for (size_t i = 0; i < all; i++)
		if (scored[i].words == most && (most || !*wanted))
			scored[kept++] = scored[i];
	if (*wanted)
		qsort(scored, kept, sizeof *scored, by_score);
	for (size_t i = 0; i < kept; i++)
		found[i] = scored[i].topic;
	*count = kept;
	return found;
}

/* --- showing --- */

struct lines {
	struct arena *arena;
	const char **list;
	size_t count, room;
};

static void
add_line(struct lines *lines, const char *line)
{
	if (lines->count == lines->room) {
		const size_t room = lines->room ? lines->room * 2 : 32;
		const char **list = arena_array(lines->arena, room + 1, sizeof *list);
		if (lines->count)
			memcpy(list, lines->list, lines->count * sizeof *list);
		lines->list = list;
		lines->room = room;
	}
	lines->list[lines->count++] = line;
}

/* The lines of an item stand under its first. */
static void
add_wrapped(struct lines *lines, const char *block, int columns)
{
	const bool item = !strncmp(block, "- ", 2);
	size_t count = 0;
	const char *const *wrapped =
	    text_wrap(lines->arena, item ? block + 2 : block, item ? columns - 2 : columns, &count);
	for (size_t i = 0; i < count; i++)
		add_line(lines,
			 item ? arena_format(lines->arena, "%s%s", i ? "  " : "- ", wrapped[i])
			      : wrapped[i]);
}

const char *const *
help_lines(struct arena *arena, const char *text, int columns, size_t *count)
{
	struct lines lines = { .arena = arena };
	while (*text) {
		const char *block = next_line(arena, &text);
		if (!*block || !strncmp(block, "    ", 4))
			add_line(&lines, text_cut(arena, block, columns, false));
		else
			add_wrapped(&lines, block, columns);
	}
	*count = lines.count;
	return lines.list;
}
