/* A view is written into the statement that reads it, as FROM (SELECT ...) AS v_card: a connection
 * to SQLite parses all of a store's schema before anything else, and the views were most of it.
 * Columns that the statement names nowhere are left out, and the tables that only they were of.
 *
 * A view may have the same rows by several roads: v_purchase, v_purchase_by_day,
 * v_purchase_of_card.  A comment behind a view's name, "by v_purchase_of_card", has that one read
 * wherever the view would read v_purchase. */
#include "private.h"

#include <ctype.h>
#include <string.h>

#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/text.h>

/* The words of a statement, as two bits of the hash of each.  Another word may have both: a column
 * too many, and the join it comes by, cost some time and change nothing. */
enum { BITS = 4096 };
struct words {
	uint64_t bits[BITS / 64];
};

static bool
is_letter(char c)
{
	const unsigned letter = (unsigned)(c | 32) - 'a', digit = (unsigned)c - '0';

	return letter < 26 || digit < 10 || c == '_';
}

static size_t
word_size(const char *at)
{
	size_t size = 0;

	while (is_letter(at[size]))
		size++;
	return size;
}

/* A word, a text in quotes, or one character. */
static size_t
token_size(const char *at)
{
	const char *end = *at == '\'' ? strchr(at + 1, '\'') : NULL;
	const size_t size = word_size(at);

	return end != NULL ? (size_t)(end - at) + 1 : size > 0 ? size : 1;
}

static bool
is_word(const char *at, size_t size, const char *word)
{
	return strlen(word) == size && strncmp(at, word, size) == 0;
}

/* As SQL has it, small and capital letters are the same. */
static uint32_t
hash_of(const char *word, size_t size)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ ((unsigned char)word[i] | 32u)) * 16777619u;
	return hash ^ (hash >> 16);
}

static bool
has_bit(const struct words *words, uint32_t place)
{
	return (words->bits[place % BITS / 64] >> place % 64 & 1) != 0;
}

static void
add_bit(struct words *words, uint32_t place)
{
	words->bits[place % BITS / 64] |= (uint64_t)1 << place % 64;
}

static bool
words_have(const struct words *words, const char *word, size_t size)
{
	const uint32_t hash = hash_of(word, size);

	return has_bit(words, hash) && has_bit(words, hash / BITS);
}

static void
words_add(struct words *words, const char *word, size_t size)
{
	const uint32_t hash = hash_of(word, size);

	add_bit(words, hash);
	add_bit(words, hash / BITS);
}

/* "*" stands for every word, but in "SELECT * FROM (SELECT ...)", whose columns are named within,
 * and where it counts or multiplies. */
static bool
is_every_word(const char *star)
{
	const char *next = star + 1 + strspn(star + 1, " \n");

	if (strncmp(next, "FROM", 4) != 0)
		return *next == ',';
	next += 4;
	return next[strspn(next, " \n")] != '(';
}

static void
words_read(struct words *words, const char *sql)
{
	*words = (struct words){ { 0 } };
	for (size_t size; *sql != '\0'; sql += size) {
		size = token_size(sql);
		if (is_letter(*sql))
			words_add(words, sql, size);
		else if (*sql == '*' && is_every_word(sql))
			memset(words, 0xff, sizeof *words);
	}
}

/* The end of what parentheses hold, or of a word, a text in quotes, one character. */
static const char *
past(const char *at)
{
	int depth = 0;

	do {
		depth += (*at == '(') - (*at == ')');
		at += token_size(at);
	} while (depth > 0 && *at != '\0');
	return at;
}

static bool
begins_with(const char *at, const char *const *words)
{
	const size_t size = word_size(at);

	while (*words != NULL && (!isupper((unsigned char)*at) || !is_word(at, size, *words)))
		words++;
	return *words != NULL;
}

static const char *
upto(const char *at, const char *const *words)
{
	while (*at != '\0' && !begins_with(at, words))
		at = past(at);
	return at;
}

/* A column ends before a comma, the last one before FROM. */
static const char *
column_end(const char *at)
{
	while (*at != '\0' && *at != ',' && !is_word(at, word_size(at), "FROM"))
		at = past(at);
	return at;
}

/* Rows that are the same whatever columns are read of them. */
static bool
is_plain(const char *from)
{
	static const char *const others[] = { "UNION",  "EXCEPT", "INTERSECT", "GROUP",
					      "HAVING", "ORDER",  "LIMIT",     NULL };

	return *upto(from, others) == '\0';
}

/* The last word of "c.number AS card", "c.number", 'm.login AS "user"'. */
static bool
is_read(const struct words *words, const char *column, const char *end)
{
	while (end > column && !is_letter(end[-1]))
		end--;
	const char *name = end;
	while (name > column && is_letter(name[-1]))
		name--;
	return words_have(words, name, (size_t)(end - name));
}

static bool
names_table(const char *sql, const char *name, size_t size)
{
	for (size_t passed; *sql != '\0'; sql += passed) {
		passed = token_size(sql);
		if (passed == size && sql[size] == '.' && strncmp(sql, name, size) == 0)
			return true;
	}
	return false;
}

/* Of "LEFT JOIN customer u ON u.id = c.customer_id ..." what is read by the columns, or by what
 * comes after.  Such a join adds cells and never a row (unit/test_views).  SQLite leaves it out as
 * well, but does not see then that an index has all there is to read. */
static const char *
joins_read(struct arena *arena, const char *columns, const char *join)
{
	static const char left[] = "LEFT JOIN ";
	static const char *const next[] = { "LEFT", "JOIN", "WHERE", NULL };

	if (strncmp(join, left, sizeof left - 1) != 0)
		return join;
	const char *table = join + sizeof left - 1, *name = table + word_size(table) + 1;
	const char *end = upto(table, next), *rest = joins_read(arena, columns, end);
	const size_t size = word_size(name);
	if (!names_table(columns, name, size) && !names_table(rest, name, size))
		return rest;
	return arena_format(arena, "%.*s%s", (int)(end - join), join, rest);
}

static const char *
columns_read(struct arena *arena, const char *sql, const struct words *words)
{
	static const char select[] = "SELECT ";
	static const char *const left[] = { "LEFT", NULL };
	struct builder out = { .arena = arena };
	const char *column = sql + sizeof select - 1, *end = column_end(column);
	bool any = false;

	if (strncmp(column, "DISTINCT", 8) == 0)
		return sql;
	builder_add(&out, select);
	for (;; column = end + 1, end = column_end(column)) {
		if (is_read(words, column, end)) {
			builder_add(&out, any ? "," : "");
			builder_add_bytes(&out, column, (size_t)(end - column));
			any = true;
		}
		if (*end != ',')
			break;
	}
	if (!is_plain(end))
		return sql;
	const char *join = upto(end, left);
	builder_add(&out, any ? " " : "1 ");
	builder_add_bytes(&out, end, (size_t)(join - end));
	return arena_format(arena, "%s%s", builder_text(&out),
			    joins_read(arena, builder_text(&out), join));
}

static const struct embedded_view *
view_named(const char *name, size_t size)
{
	const struct embedded_view *view = embedded_views;

	while (view->name != NULL && !is_word(name, size, view->name))
		view++;
	return view->name != NULL ? view : NULL;
}

/* The view whose name follows FROM or JOIN; *at is then moved past it. */
static const struct embedded_view *
view_read(const char **at)
{
	const char *name = *at + strspn(*at, " \n");
	const bool quoted = *name == '"';
	const size_t size = word_size(name += quoted);

	const struct embedded_view *view = view_named(name, size);
	if (view != NULL)
		*at = name + size + quoted;
	return view;
}

/* Keywords are written large, other names small. */
static bool
has_other_name(const char *at)
{
	at += strspn(at, " \n");
	return islower((unsigned char)*at) || *at == '"' || strncmp(at, "AS ", 3) == 0;
}

/* What stands behind a view's name: the road it is to be read by; NULL when nothing does. */
static const struct embedded_view *
road_read(const char **at)
{
	static const char by[] = " /* by ";
	const char *name = *at + sizeof by - 1;

	if (strncmp(*at, by, sizeof by - 1) != 0)
		return NULL;
	const struct embedded_view *road = view_named(name, word_size(name));
	*at = strstr(name, "*/") + 2;
	return road;
}

static bool
is_road_of(const struct embedded_view *road, const struct embedded_view *view)
{
	return strncmp(road->name, view->name, strlen(view->name)) == 0;
}

static void
write_out(struct builder *out, const char *sql, const struct embedded_view *road)
{
	struct words words;

	words_read(&words, sql);
	while (*sql != '\0') {
		const size_t size = token_size(sql);
		const bool reads = is_word(sql, size, "FROM") || is_word(sql, size, "JOIN");
		builder_add_bytes(out, sql, size);
		sql += size;
		const struct embedded_view *view = reads ? view_read(&sql) : NULL;
		if (view == NULL)
			continue;
		const struct embedded_view *named = road_read(&sql);
		if (road != NULL && is_road_of(road, view))
			view = road;
		builder_add(out, " (");
		write_out(out, columns_read(out->arena, view->sql, &words),
			  named != NULL ? named : road);
		builder_add(out, ")");
		if (!has_other_name(sql))
			builder_format(out, " AS %s", view->name);
	}
}

const char *
views_written(struct arena *arena, const char *sql)
{
	struct builder out = { .arena = arena };

	if (strstr(sql, "v_") == NULL)
		return sql;
	write_out(&out, sql, NULL);
	return builder_text(&out);
}
