/* A filter as people and files give it, made into terms of a WHERE. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/store.h>
#include <stdlib.h>
#include <string.h>

struct maker {
	struct arena *arena;
	const struct session *session;
	const struct filter *filter;
	struct condition *condition;
	struct error *error;
};

static void
add_term(const struct maker *maker, enum comparison comparison, struct value value)
{
	struct term *term = arena_alloc(maker->arena, sizeof *term);
	*term = (struct term){ .field = maker->filter->field,
			       .comparison = comparison,
			       .value = value,
			       .next = maker->condition->terms };
	maker->condition->terms = term;
}

static enum status
refuse(const struct maker *maker, const char *key)
{
	return error_set(maker->error, STATUS_USAGE, maker->filter->name, key, NULL);
}

static struct value
text_value(const char *text)
{
	return value_text(TYPE_TEXT, text);
}

/* A code, or its words in the language of who typed, whatever the case and the accents. */
static const char *
code_of(const struct maker *maker, const char *typed)
{
	const char *near = NULL;
	int found = 0;
	if (lang_has_code(maker->filter->vocabulary, typed))
		return typed;
	const char *const *codes = lang_codes_of(maker->arena, maker->filter->vocabulary);
	for (; codes && *codes; codes++) {
		const char *words =
		    lang_choice(maker->session->lang, maker->filter->vocabulary, *codes);
		if (text_equal_fold(words, typed) || text_equal_fold(*codes, typed))
			return *codes;
		const char *folded = text_fold(maker->arena, words);
		const char *start = text_fold(maker->arena, typed);
		if (*start && !strncmp(folded, start, strlen(start)))
			near = *codes, found++;
	}
	return found == 1 ? near : NULL;
}

static bool
is_among(const char *code, const struct value *among, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(among[i].text, code))
			return true;
	return false;
}

/* It has not turned: the stamp or day is none, or (turned) still to come, (until) past. */
static void
add_unturned(const struct maker *maker, const struct pairing *turn, bool come)
{
	char *bound = arena_alloc(maker->arena, STAMP_SIZE), now[STAMP_SIZE];
	int64_t seconds = 0;
	session_now(maker->session, now);
	if (turn_is_day(turn))
		date_write(date_of_days(date_days(stamp_local_day(now)) + !come), bound);
	else if (stamp_read(now, &seconds))
		stamp_write(seconds + 1, bound);
	struct term *term = arena_alloc(maker->arena, sizeof *term);
	*term = (struct term){ .field = turn->field,
			       .comparison = come ? IS_NOT_BELOW : IS_NOT_FROM,
			       .value = text_value(bound),
			       .next = maker->condition->terms->next };
	maker->condition->terms->next = term;
}

/* Codes as they are shown now.  Those that nothing turns into are looked for as they are kept, by
 * their index, where nothing has turned. */
static void
add_turns(const struct maker *maker, const struct value *among, size_t count)
{
	const struct column *column = maker->filter->shown;
	const struct pairing *const lists[] = { column->turned, column->until };
	bool turned = false;
	for (size_t i = 0; i < 2; i++)
		for (const struct pairing *turn = lists[i]; turn && turn->name; turn++)
			turned |= is_among(turn->name, among, count);
	if (turned) {
		maker->condition->terms->shown = column;
		maker->condition->seek = maker->condition->orders = false;
		return;
	}
	for (size_t i = 0; i < 2; i++)
		for (const struct pairing *turn = lists[i]; turn && turn->name; turn++)
			add_unturned(maker, turn, i == 0);
}

/* "active,suspended": any of them. */
static enum status
read_choice(const struct maker *maker, const char *typed)
{
	enum { MOST = 32 };
	struct value *among = arena_array(maker->arena, MOST, sizeof *among);
	size_t count = 0;
	for (const char *at = typed; *at && count < MOST;) {
		size_t size = strcspn(at, ",");
		const char *word =
		    text_trim(maker->arena, arena_copy_bytes(maker->arena, at, size));
		const char *code = *word ? code_of(maker, word) : NULL;
		if (*word && !code)
			return error_set(maker->error, STATUS_USAGE, maker->filter->name,
					 "error.filter_choice", ARGS(ARG_TEXT("value", word)));
		if (code)
			among[count++] = text_value(code);
		at += size + (at[size] == ',');
	}
	if (count == 1)
		add_term(maker, IS_EQUAL, among[0]);
	else if (count) {
		add_term(maker, IS_AMONG, text_value(NULL));
		maker->condition->terms->among = among;
		maker->condition->terms->count = count;
	}
	if (count && maker->filter->shown)
		add_turns(maker, among, count);
	return STATUS_OK;
}

/* As the column holds it: a key, a folded name, digits. */
static const char *
as_stored(const struct maker *maker, const char *typed)
{
	if (maker->filter->type == TYPE_PLATE)
		return plate_key(maker->arena, typed);
	if (maker->filter->type == TYPE_CARD)
		return digits_only(maker->arena, typed);
	if (maker->filter->folded)
		return text_fold(maker->arena, typed);
	return text_trim(maker->arena, typed);
}

static enum status
read_equal(const struct maker *maker, const char *typed)
{
	if (maker->filter->type == TYPE_CHOICE)
		return read_choice(maker, typed);
	enum type type = maker->filter->type;
	if (type == TYPE_TEXT || type == TYPE_PLATE || type == TYPE_CARD || type == TYPE_PHONE) {
		add_term(maker, IS_EQUAL, text_value(as_stored(maker, typed)));
		return STATUS_OK;
	}
	struct value value;
	const char *key;
	if (!value_parse(maker->arena, type, typed, &value, &key))
		return refuse(maker, key);
	if (value.known)
		add_term(maker, IS_EQUAL, value);
	return STATUS_OK;
}

static enum status
read_prefix(const struct maker *maker, const char *typed)
{
	const char *prefix = as_stored(maker, typed);
	if (!*prefix)
		return refuse(maker, "error.filter_letters");
	add_term(maker, IS_BELOW, text_value(term_end(maker->arena, prefix)));
	add_term(maker, IS_FROM, text_value(prefix));
	return STATUS_OK;
}

/* Each word begins a word of the column; the longest is looked up among the search keys. */
static enum status
read_words(const struct maker *maker, const char *typed)
{
	const char *folded = text_fold(maker->arena, typed);
	const char *longest = "";
	for (const char *at = folded; *at;) {
		size_t size = strcspn(at, " ");
		const char *word = arena_copy_bytes(maker->arena, at, size);
		if (strlen(word) > strlen(longest))
			longest = word;
		add_term(maker, IS_LIKE, text_value(arena_format(maker->arena, "%% %s%%", word)));
		at += size + (at[size] == ' ');
	}
	if (!*longest)
		return refuse(maker, "error.filter_letters");
	maker->condition->keys = true;
	maker->condition->range.first = longest;
	maker->condition->range.last = term_end(maker->arena, longest);
	return STATUS_OK;
}

/* All of the items typed are there. */
static enum status
read_among(const struct maker *maker, const char *typed)
{
	/* The words of a choice have blanks in them: "Parking sécurisé". */
	const char *ends = maker->filter->type == TYPE_CHOICE ? ",;" : ",; ";
	for (const char *at = typed; *at;) {
		size_t size = strcspn(at, ends);
		const char *word =
		    text_trim(maker->arena, arena_copy_bytes(maker->arena, at, size));
		const char *item = *word == '\0'                        ? NULL
				   : maker->filter->type == TYPE_CHOICE ? code_of(maker, word)
									: as_stored(maker, word);
		if (*word && (!item || !*item))
			return error_set(maker->error, STATUS_USAGE, maker->filter->name,
					 "error.filter_choice", ARGS(ARG_TEXT("value", word)));
		if (item)
			add_term(maker, IS_HOLDING,
				 text_value(arena_format(maker->arena, "%%,%s,%%", item)));
		at += size + (at[size] != '\0');
	}
	return STATUS_OK;
}

/* Another customer's number is as good as none: who has others besides is not told. */
static enum status
read_member(const struct maker *maker, const char *typed)
{
	struct cursor *cursor = NULL;
	struct value *customer = arena_alloc(maker->arena, sizeof *customer);
	*customer = value_number(TYPE_INT, 0);
	enum status status =
	    store_select(maker->session->store, SQL_CUSTOMER_BY_NUMBER,
			 ARGS(ARG_TEXT("key", as_stored(maker, typed))), &cursor, maker->error);
	if (status)
		return status;
	if (cursor_next(cursor) && session_sees(maker->session, cursor_int(cursor, 0)))
		*customer = value_number(TYPE_INT, cursor_int(cursor, 0));
	status = cursor_close(&cursor, maker->error);
	add_term(maker, IS_MEMBER, text_value(NULL));
	maker->condition->terms->among = customer;
	maker->condition->terms->count = 1;
	return status;
}

/* The last digits, as the search keys hold them: from the end. */
static enum status
read_tail(const struct maker *maker, const char *typed)
{
	const char *azerty = azerty_digits(maker->arena, typed);
	const char *read = azerty ? azerty : typed;
	const char *digits = digits_only(maker->arena, read);
	if (!*digits || read[strspn(read, "0123456789 ./-")])
		return refuse(maker, "error.filter_digits");
	add_term(maker, IS_LIKE, text_value(arena_format(maker->arena, "%%%s", digits)));
	if (strlen(digits) < 3)
		return STATUS_OK;
	maker->condition->keys = true;
	maker->condition->range.first =
	    arena_format(maker->arena, "~%s", text_reversed(maker->arena, digits));
	maker->condition->range.last = term_end(maker->arena, maker->condition->range.first);
	return STATUS_OK;
}

static enum status
read_yes(const struct maker *maker, const char *typed)
{
	struct value value;
	const char *key;
	if (!value_parse(maker->arena, TYPE_BOOL, typed, &value, &key))
		return refuse(maker, key);
	if (!value.known)
		return STATUS_OK;
	bool yes = value.number != 0;
	char now[STAMP_SIZE];
	session_now(maker->session, now);
	struct value stamp = text_value(arena_copy(maker->arena, now));
	if (maker->filter->op == FILTER_KNOWN)
		add_term(maker, yes ? IS_KNOWN : IS_UNKNOWN, value);
	else if (maker->filter->op == FILTER_PAST)
		add_term(maker, yes ? IS_BELOW : IS_NOT_BELOW, stamp);
	else if (maker->filter->op == FILTER_FUTURE)
		add_term(maker, yes ? IS_FROM : IS_NOT_FROM, stamp);
	else
		add_term(maker, IS_EQUAL, value_number(TYPE_INT, yes));
	return STATUS_OK;
}

/* "+7": that many days from today. */
static bool
read_relative(const struct maker *maker, const char *typed, struct civil *day)
{
	if ((*typed != '+' && *typed != '-') || strlen(typed) < 2 || strlen(typed) > 5 ||
	    typed[1 + strspn(typed + 1, "0123456789")])
		return false;
	char now[STAMP_SIZE];
	session_now(maker->session, now);
	*day = date_of_days(date_days(stamp_local_day(now)) + strtol(typed, NULL, 10));
	return true;
}

/* Days from and to of "2026", "2026-03", "03/2026", "2026-03-14", "14/03/2026", "+7". */
static bool
read_days(const struct maker *maker, const char *typed, struct civil *from, struct civil *to)
{
	struct arena *arena = maker->arena;
	struct value value;
	const char *key;
	if (read_relative(maker, typed, from)) {
		*to = *from;
		return true;
	}
	if (strlen(typed) == 4 && strspn(typed, "0123456789") == 4) {
		int year = (int)strtol(typed, NULL, 10);
		*from = (struct civil){ year, 1, 1 };
		*to = (struct civil){ year, 12, 31 };
		return year > 0;
	}
	if (value_parse(arena, TYPE_MONTH, typed, &value, &key) && value.known) {
		if (!date_read(arena_format(arena, "%.7s-01", value.text), from))
			return false;
		*to = date_end_of_month(*from);
		return true;
	}
	if (!value_parse(arena, TYPE_DATE, typed, &value, &key) || !value.known)
		return false;
	*to = *from;
	return date_read(value.text, from) && date_read(value.text, to);
}

/* "+2h": a stamp so many hours from now. */
static const char *
read_hours(const struct maker *maker, const char *typed)
{
	size_t digits = strspn(typed + (*typed != '\0'), "0123456789");
	char now[STAMP_SIZE];
	if ((*typed != '+' && *typed != '-') || digits < 1 || digits > 4 ||
	    strcmp(typed + 1 + digits, "h") != 0)
		return NULL;
	session_now(maker->session, now);
	return stamp_add(maker->arena, now, strtol(typed, NULL, 10) * 3600);
}

/* A bound of a range in the column's own form; the upper one is the first value that is out. */
static enum status
read_bound(const struct maker *maker, const char *typed, bool upper)
{
	enum type type = maker->filter->type;
	enum comparison comparison = upper ? IS_BELOW : IS_FROM;
	struct value value;
	const char *key;
	const char *hours = type == TYPE_STAMP ? read_hours(maker, typed) : NULL;
	if (hours) {
		add_term(maker, comparison, text_value(hours));
		return STATUS_OK;
	}
	if (type == TYPE_DATE || type == TYPE_MONTH || type == TYPE_STAMP) {
		struct civil from = { 0 }, to = { 0 };
		if (!read_days(maker, typed, &from, &to))
			return refuse(maker, "error.filter_date");
		struct civil day = upper ? date_of_days(date_days(to) + 1) : from;
		char iso[DATE_SIZE];
		date_write(day, iso);
		const char *text = type == TYPE_STAMP ? stamp_of_local_day(maker->arena, day)
						      : arena_copy(maker->arena, iso);
		add_term(maker, comparison, text_value(text));
		return STATUS_OK;
	}
	if (!value_parse(maker->arena, type, typed, &value, &key))
		return refuse(maker, key);
	if (upper)
		value.number++;
	add_term(maker, comparison, value);
	return STATUS_OK;
}

/* "a..b", "a..", "..b", ">a", "<b", or "a" alone for all that a covers. */
static enum status
read_range(const struct maker *maker, const char *typed)
{
	const char *from = typed, *to = typed;
	const char *dots = strstr(typed, "..");
	if (*typed == '>' || *typed == '<') {
		const char *bound = typed + 1 + (typed[1] == '=');
		from = *typed == '>' ? bound : "";
		to = *typed == '<' ? bound : "";
	} else if (dots) {
		from = arena_copy_bytes(maker->arena, typed, (size_t)(dots - typed));
		to = dots + 2;
	}
	from = text_trim(maker->arena, from);
	to = text_trim(maker->arena, to);
	enum status status = STATUS_OK;
	if (*to)
		status = read_bound(maker, to, true);
	if (!status && *from)
		status = read_bound(maker, from, false);
	return status;
}

enum status
filter_read(struct arena *arena, const struct session *session, const struct filter *filter,
	    const char *typed, struct condition **condition, struct error *error)
{
	struct maker maker = {
		.arena = arena, .session = session, .filter = filter, .error = error
	};
	*condition = maker.condition = arena_alloc(arena, sizeof **condition);
	maker.condition->seek = filter->seek;
	maker.condition->owner = filter->owner;
	maker.condition->road = filter->road;
	maker.condition->id_bits = filter->id_bits;
	maker.condition->orders = filter->orders;
	switch (filter->op) {
	case FILTER_EQUAL:
		return read_equal(&maker, typed);
	case FILTER_PREFIX:
		return read_prefix(&maker, typed);
	case FILTER_RANGE:
		return read_range(&maker, typed);
	case FILTER_FROM:
		return read_bound(&maker, text_trim(arena, typed), false);
	case FILTER_UNTIL:
		return read_bound(&maker, text_trim(arena, typed), true);
	case FILTER_BOOL:
	case FILTER_KNOWN:
	case FILTER_PAST:
	case FILTER_FUTURE:
		return read_yes(&maker, typed);
	case FILTER_WORDS:
		return read_words(&maker, typed);
	case FILTER_TAIL:
		return read_tail(&maker, typed);
	case FILTER_AMONG:
		return read_among(&maker, typed);
	case FILTER_MEMBER:
		return read_member(&maker, typed);
	case FILTER_NEAR: /* near.c: it looks things up */
		break;
	}
	return STATUS_OK;
}
