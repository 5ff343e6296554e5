/* One limit, as it is typed, kept in a file, and told (CARD-03). */
#include "limit.h"

#include "domain.h"

#include <guichet/lang.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { PARTS_LEAST = 4, PARTS_MOST = 6, DAYS_MOST = 31, COUNT_MOST = 9999, PERCENT = 100 };

/* Ten million euros, a million litres: more is a slip of the finger. */
static const int64_t value_most = 1000000000;

const char *const limit_goods_choices[] = {
	"all",  "fuel",       "service", "diesel", "petrol95",    "petrol98", "e10",  "e85",
	"lpg",  "cng",        "hvo",     "adblue", "electricity", "wash",     "toll", "parking",
	"shop", "lubricants", "tyres",   "ferry",  "assistance",  NULL
};
const char *const measure_choices[] = { "amount", "volume", "count", NULL };
const char *const period_choices[] = { "transaction", "day", "week", "month", "rolling", NULL };
const char *const breach_choices[] = { "block", "notify", NULL };

static const char *const levels[LEVELS] = { "card", "profile", "division", "customer" };

const char *
level_code(enum level level)
{
	return levels[level];
}

enum level
level_of_code(const char *code)
{
	enum level level = LEVEL_CARD;
	while (level < LEVEL_CUSTOMER && strcmp(levels[level], code) != 0) {
		level++;
	}
	return level;
}

const char *
goods_kind(struct arena *arena, const char *product)
{
	struct table_reader table;
	const char *cells[2];
	if (!table_open(&table, "data/reference/products.csv")) {
		return NULL;
	}
	while (table_next(&table, arena, cells, 2) > 0) {
		if (strcmp(cells[0], product) == 0) {
			return cells[1];
		}
	}
	return NULL;
}

const char *
code_of_words(struct arena *arena, const char *vocabulary, const char *const *choices,
	      const char *typed)
{
	const char *words = text_fold(arena, typed);
	for (const char *const *code = choices; *code != NULL; code++) {
		if (strcmp(*code, typed) == 0 || strcmp(text_fold(arena, *code), words) == 0) {
			return *code;
		}
	}
	for (const char *const *code = choices; *code != NULL && words[0] != '\0'; code++) {
		for (const char *const *in = lang_codes; *in != NULL; in++) {
			if (text_equal_fold(lang_choice(lang_get(*in), vocabulary, *code), typed)) {
				return *code;
			}
		}
	}
	return NULL;
}

/* ---- from a text ---- */

static bool
fault_at(struct limit_fault *fault, const char *param, const char *key, const char *part)
{
	*fault = (struct limit_fault){ .param = param, .key = key, .part = part };
	return false;
}

/* The parts of a text between colons; 0 when there are too many. */
static size_t
split(struct arena *arena, const char *text, const char *parts[PARTS_MOST])
{
	size_t count = 0;
	for (;; text++) {
		size_t size = strcspn(text, ":");
		if (count == PARTS_MOST) {
			return 0;
		}
		parts[count++] = text_trim(arena, arena_copy_bytes(arena, text, size));
		text += size;
		if (*text == '\0') {
			return count;
		}
	}
}

/* A whole number without sign, of four digits at most; -1 when it is none. */
static int64_t
small_number(const char *text)
{
	int64_t number = 0;
	size_t size = strspn(text, "0123456789");
	if (size == 0 || size > 4 || text[size] != '\0') {
		return -1;
	}
	for (; *text != '\0'; text++) {
		number = number * 10 + (*text - '0');
	}
	return number;
}

static bool
read_period(struct arena *arena, const char *part, struct limit *limit)
{
	size_t letters = strcspn(part, "0123456789");
	if (part[letters] == '\0') {
		limit->period = code_of_words(arena, "period", period_choices, part);
		return limit->period != NULL && strcmp(limit->period, "rolling") != 0;
	}
	const char *word = text_trim(arena, arena_copy_bytes(arena, part, letters));
	limit->period = code_of_words(arena, "period", period_choices, word);
	limit->days = small_number(part + letters);
	return limit->period != NULL && strcmp(limit->period, "rolling") == 0 && limit->days >= 1 &&
	       limit->days <= DAYS_MOST;
}

bool
limit_value_parse(struct arena *arena, const char *measure, const char *text, int64_t *value)
{
	struct value read;
	const char *key = NULL;
	bool volume = strcmp(measure, "volume") == 0;
	bool count = strcmp(measure, "count") == 0;
	size_t unit = volume ? strcspn(text, "lLkK") : strlen(text);
	const char *number = arena_copy_bytes(arena, text, unit);
	if (text[unit] != '\0' && !text_equal_fold(text + unit, "l") &&
	    !text_equal_fold(text + unit, "kwh")) {
		return false;
	}
	enum type type = volume ? TYPE_QUANTITY : count ? TYPE_INT : TYPE_MONEY;
	if (!value_parse(arena, type, number, &read, &key) || !read.known) {
		return false;
	}
	*value = read.number;
	return read.number >= 0 && read.number <= (count ? COUNT_MOST : value_most);
}

static bool
read_warn(struct arena *arena, const char *part, int64_t *warn)
{
	size_t digits = strcspn(part, "%");
	bool sign = part[digits] == '%';
	if (sign && part[digits + 1] != '\0') {
		return false;
	}
	*warn = small_number(text_trim(arena, arena_copy_bytes(arena, part, digits)));
	return *warn >= 1 && *warn <= PERCENT;
}

bool
limit_sound(struct arena *arena, const struct limit *limit, struct limit_fault *fault)
{
	bool volume = strcmp(limit->measure, "volume") == 0;
	bool once = strcmp(limit->period, "transaction") == 0;
	const char *kind = goods_kind(arena, limit->goods);
	const char *group = kind != NULL ? kind : limit->goods;
	if (volume && strcmp(group, "service") == 0) {
		return fault_at(fault, "measure", "error.limit_volume_service", limit->goods);
	}
	if (once && strcmp(limit->measure, "count") == 0) {
		return fault_at(fault, "period", "error.limit_count_transaction", limit->period);
	}
	if (once && limit->warn != 0) {
		return fault_at(fault, "warn", "error.limit_warn_transaction", limit->period);
	}
	return true;
}

bool
limit_parse(struct arena *arena, const char *text, struct limit *limit, struct limit_fault *fault)
{
	const char *parts[PARTS_MOST] = { NULL };
	size_t count = text_valid(text) ? split(arena, text, parts) : 0;
	const enum level level = limit->level;
	*limit = (struct limit){ .breach = "block", .level = level };
	if (count < PARTS_LEAST) {
		return fault_at(fault, NULL, "error.limit_form", text_clean(arena, text));
	}
	limit->goods = code_of_words(arena, "goods", limit_goods_choices, parts[0]);
	if (limit->goods == NULL) {
		return fault_at(fault, "product", "error.limit_product", parts[0]);
	}
	limit->measure = code_of_words(arena, "measure", measure_choices, parts[1]);
	if (limit->measure == NULL) {
		return fault_at(fault, "measure", "error.limit_measure", parts[1]);
	}
	if (!read_period(arena, parts[2], limit)) {
		return fault_at(fault, "period", "error.limit_period", parts[2]);
	}
	if (!limit_value_parse(arena, limit->measure, parts[3], &limit->value)) {
		return fault_at(fault, "value", "error.limit_value", parts[3]);
	}
	if (count > PARTS_LEAST && parts[4][0] != '\0') {
		limit->breach = code_of_words(arena, "breach", breach_choices, parts[4]);
	}
	if (limit->breach == NULL) {
		return fault_at(fault, "breach", "error.limit_breach", parts[4]);
	}
	if (count == PARTS_MOST && parts[5][0] != '\0' &&
	    !read_warn(arena, parts[5], &limit->warn)) {
		return fault_at(fault, "warn", "error.limit_warn", parts[5]);
	}
	return limit_sound(arena, limit, fault);
}

/* ---- to a text ---- */

const char *
limit_value_text(struct arena *arena, const struct limit *limit)
{
	if (strcmp(limit->measure, "count") == 0) {
		return arena_format(arena, "%" PRId64, limit->value);
	}
	bool volume = strcmp(limit->measure, "volume") == 0;
	int64_t unit = volume ? 1000 : 100;
	return arena_format(arena, "%" PRId64 ".%0*" PRId64, limit->value / unit, volume ? 3 : 2,
			    limit->value % unit);
}

const char *
limit_text(struct arena *arena, const struct limit *limit)
{
	struct builder text = { .arena = arena };
	builder_format(&text, "%s:%s:%s", limit->goods, limit->measure, limit->period);
	if (limit->days != 0) {
		builder_format(&text, "%" PRId64, limit->days);
	}
	builder_format(&text, ":%s:%s", limit_value_text(arena, limit), limit->breach);
	if (limit->warn != 0) {
		builder_format(&text, ":%" PRId64, limit->warn);
	}
	return builder_text(&text);
}

size_t
limit_measure(const struct limit *limit)
{
	size_t measure = 0;
	while (measure < 2 && strcmp(measure_choices[measure], limit->measure) != 0) {
		measure++;
	}
	return measure;
}

const char *
limit_key(const struct limit *limit)
{
	static const char *const keys[3][2][2] = {
		{ { "limit.amount", "limit.amount_warn" },
		  { "limit.amount_rolling", "limit.amount_rolling_warn" } },
		{ { "limit.volume", "limit.volume_warn" },
		  { "limit.volume_rolling", "limit.volume_rolling_warn" } },
		{ { "limit.count", "limit.count_warn" },
		  { "limit.count_rolling", "limit.count_rolling_warn" } },
	};
	return keys[limit_measure(limit)][limit->days != 0][limit->warn != 0];
}

const struct arg *
limit_args(struct arena *arena, const struct limit *limit)
{
	enum type type = strcmp(limit->measure, "amount") == 0   ? TYPE_MONEY
			 : strcmp(limit->measure, "volume") == 0 ? TYPE_QUANTITY
								 : TYPE_INT;
	bool power = strcmp(limit->goods, "electricity") == 0;
	const struct arg all[] = {
		ARG_CHOICE("goods", "goods", limit->goods),
		{ .name = "value", .value = value_number(type, limit->value) },
		ARG_CHOICE("unit", "unit", power ? "kwh" : "litre"),
		ARG_CHOICE("period", "period", limit->period),
		ARG_INT("days", limit->days),
		ARG_CHOICE("breach", "limit_breach", limit->breach),
		ARG_INT("warn", limit->warn),
		ARG_CHOICE("level", "level", level_code(limit->level)),
		{ .name = NULL },
	};
	struct arg *args = arena_alloc(arena, sizeof all);
	memcpy(args, all, sizeof all);
	return args;
}

const char *
limit_words(struct arena *arena, const struct lang *lang, const struct limit *limit)
{
	return lang_format(arena, lang, limit_key(limit), limit_args(arena, limit));
}
