/* The value of one control, read and made one text (CARD-03). */
#include "limit.h"

#include "domain.h"

#include <guichet/arena.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	COUNTRIES_MOST = 32,
	DAYS = 7,
	HALF_HOUR = 30,
	MINUTES = 1440,
	CODES_MOST = 50,
	CODE_MOST = 12,
	TANK_MOST = 150
};

const char *const control_choices[] = {
	"countries", "networks",           "stations",        "days", "hours", "tank",
	"odometer",  "transactions_a_day", "minutes_between", NULL
};

/* What is read, and what is at fault. */
struct reading {
	struct arena *arena;
	const char *key, *part;
};

static const char *
refused(struct reading *reading, const char *key, const char *part)
{
	reading->key = key;
	reading->part = text_clean(reading->arena, part);
	return NULL;
}

/* The next part of a list, without its blanks; NULL at the end. */
static const char *
next_part(struct arena *arena, const char **at)
{
	*at += strspn(*at, ",; ");
	if (**at == '\0') {
		return NULL;
	}
	size_t size = strcspn(*at, ",;");
	const char *part = text_trim(arena, arena_copy_bytes(arena, *at, size));
	*at += size;
	return part;
}

static const char *
join(struct arena *arena, const char *const *codes, const bool *chosen)
{
	struct builder text = { .arena = arena };
	for (size_t i = 0; codes[i] != NULL; i++) {
		if (chosen[i]) {
			builder_format(&text, "%s%s", text.size > 0 ? "," : "", codes[i]);
		}
	}
	return builder_text(&text);
}

static bool
choose_countries(struct reading *reading, const char *typed, bool chosen[COUNTRIES_MOST])
{
	const char *part = NULL;
	while ((part = next_part(reading->arena, &typed)) != NULL) {
		const char *code = code_of_words(reading->arena, "country", country_choices, part);
		if (code == NULL) {
			return refused(reading, "error.control_country", part) != NULL;
		}
		for (size_t i = 0; country_choices[i] != NULL; i++) {
			chosen[i] = chosen[i] || country_choices[i] == code;
		}
	}
	return true;
}

/* ---- days ---- */

static const char *const days[DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* 0 Monday; -1: no day.  "ma" is maandag: a Frenchman says mar. */
static int
day_of(struct arena *arena, const char *word)
{
	static const char *const words[][DAYS] = {
		{ "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN" },
		{ "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY" },
		{ "LUN", "MAR", "MER", "JEU", "VEN", "SAM", "DIM" },
		{ "LUNDI", "MARDI", "MERCREDI", "JEUDI", "VENDREDI", "SAMEDI", "DIMANCHE" },
		{ "MA", "DI", "WO", "DO", "VR", "ZA", "ZO" },
		{ "MAANDAG", "DINSDAG", "WOENSDAG", "DONDERDAG", "VRIJDAG", "ZATERDAG", "ZONDAG" },
	};
	const char *folded = text_fold(arena, word);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		for (int day = 0; day < DAYS; day++) {
			if (strcmp(words[i][day], folded) == 0) {
				return day;
			}
		}
	}
	return -1;
}

/* Three days and more in a row are said as one: mon-fri,sun. */
static const char *
days_text(struct arena *arena, const bool *chosen)
{
	struct builder text = { .arena = arena };
	for (int day = 0; day < DAYS; day++) {
		int last = day;
		while (chosen[day] && last + 1 < DAYS && chosen[last + 1]) {
			last++;
		}
		if (!chosen[day]) {
			continue;
		}
		builder_format(&text, "%s%s", text.size > 0 ? "," : "", days[day]);
		if (last - day >= 2) {
			builder_format(&text, "-%s", days[last]);
			day = last;
		}
	}
	return builder_text(&text);
}

static bool
choose_days(struct reading *reading, const char *typed, bool chosen[DAYS])
{
	struct arena *arena = reading->arena;
	const char *part = NULL;
	while ((part = next_part(arena, &typed)) != NULL) {
		size_t dash = strcspn(part, "-");
		int from = day_of(arena, arena_copy_bytes(arena, part, dash));
		int to = part[dash] == '-' ? day_of(arena, part + dash + 1) : from;
		if (from < 0 || to < 0) {
			return refused(reading, "error.control_day", part) != NULL;
		}
		for (int day = from;; day = (day + 1) % DAYS) { /* fri-mon goes over Sunday */
			chosen[day] = true;
			if (day == to) {
				break;
			}
		}
	}
	return true;
}

/* ---- hours ---- */

/* 6 06 6h 6h30 06:30; -1 when it is no time.  24:00 is the end of the day. */
static int
minute_of(struct arena *arena, const char *typed)
{
	const char *text = text_trim(arena, typed);
	size_t digits = strspn(text, "0123456789");
	if (digits < 1 || digits > 2) {
		return -1;
	}
	int hour = text[0] - '0';
	hour = digits == 2 ? hour * 10 + (text[1] - '0') : hour;
	const char *rest = text + digits;
	int minute = 0;
	if (*rest != '\0') {
		if (strchr(":hHuU.", *rest) == NULL) {
			return -1;
		}
		bool bare = *rest != ':' && *rest != '.';
		rest++;
		if (*rest != '\0' || !bare) {
			if (strspn(rest, "0123456789") != 2 || rest[2] != '\0') {
				return -1;
			}
			minute = (rest[0] - '0') * 10 + (rest[1] - '0');
		}
	}
	return minute > 59 || hour * 60 + minute > MINUTES ? -1 : hour * 60 + minute;
}

static void
add_hours(struct builder *text, int from, int to)
{
	builder_format(text, "%s%02d:%02d-%02d:%02d", text->size > 0 ? "," : "", from / 60,
		       from % 60, to / 60, to % 60);
}

/* Minutes in a row; those that end and begin a day are said once, over midnight. */
static const char *
hours_text(struct arena *arena, const bool *chosen)
{
	struct builder text = { .arena = arena };
	int start = 0;
	while (start < MINUTES && chosen[start]) {
		start++;
	}
	if (start == MINUTES) {
		return "00:00-24:00";
	}
	bool over = chosen[0] && chosen[MINUTES - 1];
	for (int at = over ? start : 0; at < MINUTES; at++) {
		int end = at;
		while (end < MINUTES && chosen[end]) {
			end++;
		}
		if (end > at) {
			add_hours(&text, at, over && end == MINUTES ? start : end);
			at = end;
		}
	}
	return builder_text(&text);
}

static bool
choose_hours(struct reading *reading, const char *typed, bool chosen[MINUTES])
{
	struct arena *arena = reading->arena;
	const char *part = NULL;
	while ((part = next_part(arena, &typed)) != NULL) {
		size_t dash = strcspn(part, "-");
		int from = minute_of(arena, arena_copy_bytes(arena, part, dash));
		int to = part[dash] == '-' ? minute_of(arena, part + dash + 1) : -1;
		if (from < 0 || to < 0 || from == to || from == MINUTES) {
			return refused(reading, "error.control_hours", part) != NULL;
		}
		int minutes = (to - from + MINUTES) % MINUTES;
		for (int i = 0; i < (minutes == 0 ? MINUTES : minutes); i++) {
			chosen[(from + i) % MINUTES] = true;
		}
	}
	return true;
}

/* ---- sets of one kind: what is in them, one after the other ---- */

struct set {
	size_t size;
	bool in[MINUTES];
};

static bool
is_set(const char *kind)
{
	return strcmp(kind, "countries") == 0 || strcmp(kind, "days") == 0 ||
	       strcmp(kind, "hours") == 0;
}

static bool
choose(struct reading *reading, const char *kind, const char *typed, struct set *set)
{
	if (strcmp(kind, "countries") == 0) {
		set->size = COUNTRIES_MOST;
		return choose_countries(reading, typed, set->in);
	}
	set->size = strcmp(kind, "days") == 0 ? DAYS : MINUTES;
	return set->size == DAYS ? choose_days(reading, typed, set->in)
				 : choose_hours(reading, typed, set->in);
}

static const char *
set_text(struct arena *arena, const char *kind, const struct set *set)
{
	return strcmp(kind, "countries") == 0 ? join(arena, country_choices, set->in)
	       : set->size == DAYS            ? days_text(arena, set->in)
					      : hours_text(arena, set->in);
}

/* ---- numbers, words, codes ---- */

static const char *
read_number(struct reading *reading, const char *typed, const char *key, int64_t most)
{
	size_t digits = strspn(typed, "0123456789");
	int64_t number = 0;
	for (size_t i = 0; i < digits && i < 5; i++) {
		number = number * 10 + (typed[i] - '0');
	}
	bool whole = digits > 0 && digits < 5 && typed[digits] == '\0';
	return whole && number >= 1 && number <= most
		   ? arena_format(reading->arena, "%" PRId64, number)
		   : refused(reading, key, typed);
}

static const char *
read_tank(struct reading *reading, const char *typed)
{
	size_t size = strlen(typed);
	if (size > 1 && typed[size - 1] == '%') {
		typed =
		    text_trim(reading->arena, arena_copy_bytes(reading->arena, typed, size - 1));
	}
	return read_number(reading, typed, "error.control_tank", TANK_MOST);
}

static const char *
read_odometer(struct reading *reading, const char *typed)
{
	static const char *const words[] = { "plausible", NULL };
	struct value answer;
	const char *key = NULL;
	if (code_of_words(reading->arena, "control_value", words, typed) != NULL) {
		return words[0];
	}
	if (!value_parse(reading->arena, TYPE_BOOL, typed, &answer, &key) || !answer.known) {
		return refused(reading, "error.control_odometer", typed);
	}
	return answer.number != 0 ? "yes" : "no";
}

static bool
is_code(const char *text)
{
	size_t size = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	return size > 0 && size <= CODE_MOST && text[size] == '\0';
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
read_codes(struct reading *reading, const char *typed)
{
	const char *codes[CODES_MOST] = { NULL };
	size_t count = 0;
	const char *part = NULL;
	while ((part = next_part(reading->arena, &typed)) != NULL) {
		const char *code = text_upper(reading->arena, part);
		if (!is_code(code)) {
			return refused(reading, "error.control_code", part);
		}
		if (count == CODES_MOST) {
			return refused(reading, "error.control_codes_most", part);
		}
		codes[count++] = code;
	}
	qsort(codes, count, sizeof codes[0], by_text);
	struct builder text = { .arena = reading->arena };
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(codes[i], codes[i - 1]) != 0) {
			builder_format(&text, "%s%s", i > 0 ? "," : "", codes[i]);
		}
	}
	return builder_text(&text);
}

static const char *
read_kind(struct reading *reading, const char *kind, const char *typed)
{
	if (is_set(kind)) {
		struct set *set = arena_alloc(reading->arena, sizeof *set);
		return choose(reading, kind, typed, set) ? set_text(reading->arena, kind, set)
							 : NULL;
	}
	if (strcmp(kind, "tank") == 0) {
		return read_tank(reading, typed);
	}
	if (strcmp(kind, "odometer") == 0) {
		return read_odometer(reading, typed);
	}
	if (strcmp(kind, "transactions_a_day") == 0) {
		return read_number(reading, typed, "error.control_transactions", 99);
	}
	if (strcmp(kind, "minutes_between") == 0) {
		return read_number(reading, typed, "error.control_minutes", MINUTES);
	}
	return read_codes(reading, typed);
}

const char *
control_parse(struct arena *arena, const char *kind, const char *typed, const char **key,
	      const char **part)
{
	struct reading reading = { .arena = arena };
	const char *value = NULL;
	if (text_valid(typed)) {
		value = read_kind(&reading, kind, text_trim(arena, typed));
	} else {
		(void)refused(&reading, "error.text", typed);
	}
	if (value != NULL && value[0] == '\0') {
		value = refused(&reading, "error.control_empty", typed);
	}
	*key = reading.key;
	*part = reading.part;
	return value;
}

/* ---- two together ---- */

static bool
has_code(const char *codes, const char *code)
{
	size_t size = strlen(code);
	for (const char *at = codes; *at != '\0';) {
		size_t length = strcspn(at, ",");
		if (length == size && strncmp(at, code, size) == 0) {
			return true;
		}
		at += length + (at[length] == ',');
	}
	return false;
}

const char *
control_shared(struct arena *arena, const char *kind, const char *a, const char *b)
{
	struct reading reading = { .arena = arena };
	if (is_set(kind)) {
		struct set *both = arena_alloc(arena, sizeof *both);
		struct set *other = arena_alloc(arena, sizeof *other);
		if (!choose(&reading, kind, a, both) || !choose(&reading, kind, b, other)) {
			return "";
		}
		for (size_t i = 0; i < both->size; i++) {
			both->in[i] = both->in[i] && other->in[i];
		}
		return set_text(arena, kind, both);
	}
	struct builder text = { .arena = arena };
	const char *code = NULL;
	while ((code = next_part(arena, &a)) != NULL) {
		if (has_code(b, code)) {
			builder_format(&text, "%s%s", text.size > 0 ? "," : "", code);
		}
	}
	return builder_text(&text);
}

int64_t
control_mask(struct arena *arena, const char *kind, const char *value)
{
	struct reading reading = { .arena = arena };
	struct set *set = arena_alloc(arena, sizeof *set);
	int64_t mask = 0;
	if (!is_set(kind) || !choose(&reading, kind, value, set)) {
		return 0;
	}
	size_t step = set->size == MINUTES ? HALF_HOUR : 1;
	for (size_t i = 0; i < set->size; i++) {
		if (set->in[i] != set->in[i - i % step]) {
			return 0; /* within a half hour */
		}
		if (set->in[i]) {
			mask |= (int64_t)1 << (i / step);
		}
	}
	return mask;
}

const struct arg *
control_args(struct arena *arena, const struct control *control)
{
	const struct arg all[] = {
		ARG_CHOICE("control", "control", control->kind),
		ARG_CHOICE("value", "control_value", control->value),
		ARG_CHOICE("breach", "limit_breach", control->breach),
		{ .name = NULL },
	};
	struct arg *args = arena_alloc(arena, sizeof all);
	memcpy(args, all, sizeof all);
	return args;
}
