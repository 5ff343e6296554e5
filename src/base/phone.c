/* Telephone numbers of the countries where cards are used; of others, the form of E.164. */
#include <guichet/arena.h>
#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

#define E164_MOST 15
#define DIGITS_MOST 24

/* The national plan.  Lengths count digits after the prefix, without the trunk digit.  Groups are
 * how people write it; areas are the prefixes, blank-separated, written by area_groups rather than
 * groups. */
struct plan {
	char country[3];
	const char *prefix, *trunk, *reason;
	size_t least, most;
	const char *first; /* what a number that is not mobile may begin with */
	const char *mobile;
	size_t mobile_least, mobile_most;
	const char *mobile_groups;
	const char *areas, *area_groups, *groups;
};

static const struct plan plans[] = {
	{ .country = "BE",
	  .prefix = "+32",
	  .trunk = "0",
	  .reason = "error.phone_be",
	  .least = 8,
	  .most = 8,
	  .first = "1 2 3 42 43 5 6 7 8 9",
	  .mobile = "4",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "3222",
	  .areas = "2 3 4 9",
	  .area_groups = "1322",
	  .groups = "2222" },
	{ .country = "FR",
	  .prefix = "+33",
	  .trunk = "0",
	  .reason = "error.phone_fr",
	  .least = 9,
	  .most = 9,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "6 7",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "12222",
	  .areas = "",
	  .area_groups = "",
	  .groups = "12222" },
	{ .country = "ES",
	  .prefix = "+34",
	  .trunk = "",
	  .reason = "error.phone_es",
	  .least = 9,
	  .most = 9,
	  .first = "6 7 8 9",
	  .mobile = "6 7",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "3222",
	  .areas = "",
	  .area_groups = "",
	  .groups = "3222" },
	{ .country = "NL",
	  .prefix = "+31",
	  .trunk = "0",
	  .reason = "error.phone_nl",
	  .least = 9,
	  .most = 9,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "6",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "18",
	  .areas = "10 13 14 15 20 23 24 26 30 33 35 36 38 40 43 45 46 50 53 55 58 7 8",
	  .area_groups = "234",
	  .groups = "333" },
	{ .country = "LU",
	  .prefix = "+352",
	  .trunk = "",
	  .reason = "error.phone_lu",
	  .least = 4,
	  .most = 11,
	  .first = "2 3 4 5 6 7 8 9",
	  .mobile = "6",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "333",
	  .areas = "",
	  .area_groups = "",
	  .groups = "22222" },
	{ .country = "DE",
	  .prefix = "+49",
	  .trunk = "0",
	  .reason = "error.phone_de",
	  .least = 5,
	  .most = 11,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "15 16 17",
	  .mobile_least = 10,
	  .mobile_most = 11,
	  .mobile_groups = "38",
	  .areas = "30 40 69 89",
	  .area_groups = "29",
	  .groups = "38" },
	{ .country = "IT",
	  .prefix = "+39",
	  .trunk = "",
	  .reason = "error.phone_it",
	  .least = 6,
	  .most = 11,
	  .first = "0 1 2 3 4 5 6 7 8 9",
	  .mobile = "3",
	  .mobile_least = 9,
	  .mobile_most = 10,
	  .mobile_groups = "334",
	  .areas = "02 06",
	  .area_groups = "29",
	  .groups = "38" },
	{ .country = "PT",
	  .prefix = "+351",
	  .trunk = "",
	  .reason = "error.phone_pt",
	  .least = 9,
	  .most = 9,
	  .first = "2 3 6 7 8 9",
	  .mobile = "9",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "333",
	  .areas = "",
	  .area_groups = "",
	  .groups = "333" },
	{ .country = "PL",
	  .prefix = "+48",
	  .trunk = "",
	  .reason = "error.phone_pl",
	  .least = 9,
	  .most = 9,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "45 50 51 53 57 60 66 69 72 73 78 79 88",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "333",
	  .areas = "",
	  .area_groups = "",
	  .groups = "2322" },
	{ .country = "CZ",
	  .prefix = "+420",
	  .trunk = "",
	  .reason = "error.phone_cz",
	  .least = 9,
	  .most = 9,
	  .first = "2 3 4 5 6 7 8 9",
	  .mobile = "60 70 72 73 77 79",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "333",
	  .areas = "",
	  .area_groups = "",
	  .groups = "333" },
	{ .country = "HU",
	  .prefix = "+36",
	  .trunk = "06",
	  .reason = "error.phone_hu",
	  .least = 8,
	  .most = 8,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "20 30 31 50 70",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "234",
	  .areas = "1",
	  .area_groups = "134",
	  .groups = "233" },
	{ .country = "SK",
	  .prefix = "+421",
	  .trunk = "0",
	  .reason = "error.phone_sk",
	  .least = 9,
	  .most = 9,
	  .first = "2 3 4 5 9",
	  .mobile = "9",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "333",
	  .areas = "2",
	  .area_groups = "144",
	  .groups = "234" },
	{ .country = "AT",
	  .prefix = "+43",
	  .trunk = "0",
	  .reason = "error.phone_at",
	  .least = 4,
	  .most = 13,
	  .first = "1 2 3 4 5 6 7 8 9",
	  .mobile = "65 66 67 68 69",
	  .mobile_least = 10,
	  .mobile_most = 13,
	  .mobile_groups = "39",
	  .areas = "1",
	  .area_groups = "19",
	  .groups = "39" },
	{ .country = "CH",
	  .prefix = "+41",
	  .trunk = "0",
	  .reason = "error.phone_ch",
	  .least = 9,
	  .most = 9,
	  .first = "2 3 4 5 6 7 8 9",
	  .mobile = "75 76 77 78 79",
	  .mobile_least = 9,
	  .mobile_most = 9,
	  .mobile_groups = "2322",
	  .areas = "",
	  .area_groups = "",
	  .groups = "2322" },
	{ .country = "GB",
	  .prefix = "+44",
	  .trunk = "0",
	  .reason = "error.phone_gb",
	  .least = 9,
	  .most = 10,
	  .first = "1 2 3 5 7 8 9",
	  .mobile = "71 72 73 74 75 77 78 79",
	  .mobile_least = 10,
	  .mobile_most = 10,
	  .mobile_groups = "46",
	  .areas = "2",
	  .area_groups = "244",
	  .groups = "46" },
};

#define PLAN_COUNT (sizeof plans / sizeof *plans)

static const struct plan *
plan_of_country(const char *country)
{
	for (size_t i = 0; country != NULL && i < PLAN_COUNT; i++)
		if (strcmp(plans[i].country, country) == 0)
			return &plans[i];
	return NULL;
}

/* No prefix is the start of another. */
static const struct plan *
plan_of_number(const char *digits)
{
	for (size_t i = 0; i < PLAN_COUNT; i++)
		if (strncmp(plans[i].prefix + 1, digits, strlen(plans[i].prefix + 1)) == 0)
			return &plans[i];
	return NULL;
}

/* Whether the number begins with one of the blank-separated prefixes. */
static bool
begins(const char *number, const char *prefixes)
{
	while (*prefixes != '\0') {
		size_t size = strcspn(prefixes, " ");
		if (size > 0 && strncmp(number, prefixes, size) == 0)
			return true;
		prefixes += size + strspn(prefixes + size, " ");
	}
	return false;
}

static bool
is_mobile(const struct plan *plan, const char *number)
{
	size_t size = strlen(number);
	return size >= plan->mobile_least && size <= plan->mobile_most &&
	       begins(number, plan->mobile);
}

static bool
in_plan(const struct plan *plan, const char *number)
{
	size_t size = strlen(number);
	return is_mobile(plan, number) ||
	       (size >= plan->least && size <= plan->most && begins(number, plan->first));
}

/* Digits alone, with the + when one leads; "(0)" goes.  False for signs that no number has. */
static bool
bare(struct arena *arena, const char *typed, char out[DIGITS_MOST], bool *abroad)
{
	size_t size = 0;
	const char *text = text_trim(arena, typed);
	const char *trunk = strstr(text, "(0)");
	*abroad = *text == '+';
	for (const char *at = *abroad ? text + 1 : text; *at != '\0'; at++) {
		if (at == trunk) {
			at += 2;
			if (!*abroad && size == 0)
				out[size++] = '0';
		} else if (*at >= '0' && *at <= '9') {
			if (size == DIGITS_MOST - 1)
				return false;
			out[size++] = *at;
		} else if (strncmp(at, "\u00a0", 2) == 0) {
			at++;
		} else if (strncmp(at, "\u202f", 3) == 0 || strncmp(at, "\u2011", 3) == 0) {
			at += 2;
		} else if (strchr(" ./-()", *at) == NULL) {
			return false;
		}
	}
	out[size] = '\0';
	return size > 0;
}

static const char *
foreign(struct arena *arena, const char *digits, const char **key)
{
	size_t size = strlen(digits);
	if (digits[0] != '0' && size >= 8 && size <= E164_MOST)
		return arena_format(arena, "+%s", digits);
	*key = "error.phone_digits";
	return NULL;
}

const char *
phone_parse(struct arena *arena, const char *country, const char *typed, bool *mobile,
	    const char **key)
{
	char digits[DIGITS_MOST] = "";
	bool abroad;
	*mobile = false;
	*key = "error.phone";
	if (!bare(arena, typed, digits, &abroad))
		return NULL;
	const char *number = digits;
	if (!abroad && strncmp(number, "00", 2) == 0) {
		abroad = true;
		number += 2;
	}
	const struct plan *plan = abroad ? plan_of_number(number) : plan_of_country(country);
	if (plan == NULL && abroad)
		return foreign(arena, number, key);
	*key = "error.phone_country";
	if (plan == NULL)
		return NULL;
	if (abroad)
		number += strlen(plan->prefix + 1);
	if (strncmp(number, plan->trunk, strlen(plan->trunk)) == 0)
		number += strlen(plan->trunk);
	*key = plan->reason;
	if (!in_plan(plan, number))
		return NULL;
	*mobile = is_mobile(plan, number);
	*key = NULL;
	return arena_format(arena, "%s%s", plan->prefix, number);
}

/* Digits beyond the groups join the last one. */
static void
add_groups(struct builder *out, const char *number, const char *groups)
{
	while (*number != '\0') {
		size_t left = strlen(number);
		size_t size = *groups == '\0' ? left : (size_t)(*groups++ - '0');
		if (size > left || *groups == '\0')
			size = left;
		builder_add(out, " ");
		builder_add_bytes(out, number, size);
		number += size;
	}
}

static bool
is_e164(const char *text)
{
	return text[0] == '+' && text[1] != '\0' &&
	       strspn(text + 1, "0123456789") == strlen(text + 1);
}

const char *
phone_show(struct arena *arena, const char *e164)
{
	if (!is_e164(e164))
		return text_clean(arena, e164);
	const struct plan *plan = plan_of_number(e164 + 1);
	if (plan == NULL)
		return e164;
	const char *number = e164 + strlen(plan->prefix);
	struct builder out = { .arena = arena };
	builder_add(&out, plan->prefix);
	if (is_mobile(plan, number))
		add_groups(&out, number, plan->mobile_groups);
	else
		add_groups(&out, number,
			   begins(number, plan->areas) ? plan->area_groups : plan->groups);
	return builder_text(&out);
}

const char *
phone_national(struct arena *arena, const char *e164)
{
	const struct plan *plan = is_e164(e164) ? plan_of_number(e164 + 1) : NULL;
	return plan == NULL ? digits_only(arena, e164) : e164 + strlen(plan->prefix);
}

const char *
phone_country(const char *e164)
{
	const struct plan *plan = is_e164(e164) ? plan_of_number(e164 + 1) : NULL;
	return plan == NULL ? NULL : plan->country;
}

const char *
phone_prefix(const char *country)
{
	const struct plan *plan = plan_of_country(country);
	return plan == NULL ? NULL : plan->prefix;
}
