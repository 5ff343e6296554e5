/* CARD-03: limits and controls as they are typed, kept and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <domain/limit.h>
#include <guichet/arena.h>
#include <guichet/lang.h>
#include <string.h>

static struct arena *arena;

static int
start(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* CARD-03: each measure, each period, products and groups, in codes or in words. */
static void
limits_are_read(void **state)
{
	static const struct {
		const char *typed, *kept;
		int64_t value;
	} good[] = {
		{ "diesel:amount:day:150", "diesel:amount:day:150.00:block", 15000 },
		{ "Diesel : montant : par jour : 150,50", "diesel:amount:day:150.50:block", 15050 },
		{ "fuels:volume:week:300 l:notify", "fuel:volume:week:300.000:notify", 300000 },
		{ "diensten:count:month:12:block:80%", "service:count:month:12:block:80", 12 },
		{ "all:amount:transaction:0", "all:amount:transaction:0.00:block", 0 },
		{ "Tout:count:day:3", "all:count:day:3:block", 3 },
		{ "electricity:volume:rolling31:60.5kWh::100",
		  "electricity:volume:rolling31:60.500:block:100", 60500 },
		{ "toll:amount:rolling1:99.99", "toll:amount:rolling1:99.99:block", 9999 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct limit limit = { .level = LEVEL_CARD };
		struct limit again = { .level = LEVEL_CARD };
		struct limit_fault fault;
		assert_true(limit_parse(arena, good[i].typed, &limit, &fault));
		assert_int_equal(limit.value, good[i].value);
		assert_string_equal(limit_text(arena, &limit), good[i].kept);
		assert_true(limit_parse(arena, good[i].kept, &again, &fault));
		assert_string_equal(limit_text(arena, &again), good[i].kept);
	}
}

/* CARD-03: an error names the part that is wrong. */
static void
a_fault_names_its_part(void **state)
{
	static const struct {
		const char *typed, *param, *key;
	} bad[] = {
		{ "", NULL, "error.limit_form" },
		{ "diesel:amount:day", NULL, "error.limit_form" },
		{ "diesel:amount:day:1:block:80:more", NULL, "error.limit_form" },
		{ "wine:amount:day:150", "product", "error.limit_product" },
		{ ":amount:day:150", "product", "error.limit_product" },
		{ "diesel:weight:day:150", "measure", "error.limit_measure" },
		{ "diesel:amount:year:150", "period", "error.limit_period" },
		{ "diesel:amount:rolling:150", "period", "error.limit_period" },
		{ "diesel:amount:rolling0:150", "period", "error.limit_period" },
		{ "diesel:amount:rolling32:150", "period", "error.limit_period" },
		{ "diesel:amount:rolling99999999999999999999:150", "period", "error.limit_period" },
		{ "diesel:amount:day7:150", "period", "error.limit_period" },
		{ "diesel:amount:day:", "value", "error.limit_value" },
		{ "diesel:amount:day:-1", "value", "error.limit_value" },
		{ "diesel:amount:day:1.2345", "value", "error.limit_value" },
		{ "diesel:amount:day:99999999999999999999", "value", "error.limit_value" },
		{ "diesel:amount:day:10000000.01", "value", "error.limit_value" },
		{ "diesel:count:day:2.5", "value", "error.limit_value" },
		{ "diesel:volume:day:60 gallons", "value", "error.limit_value" },
		{ "diesel:amount:day:150:maybe", "breach", "error.limit_breach" },
		{ "diesel:amount:day:150:block:0", "warn", "error.limit_warn" },
		{ "diesel:amount:day:150:block:101", "warn", "error.limit_warn" },
		{ "wash:volume:day:10", "measure", "error.limit_volume_service" },
		{ "services:volume:day:10", "measure", "error.limit_volume_service" },
		{ "diesel:count:transaction:1", "period", "error.limit_count_transaction" },
		{ "diesel:amount:transaction:90:block:80", "warn", "error.limit_warn_transaction" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct limit limit = { .level = LEVEL_CARD };
		struct limit_fault fault = { .key = NULL };
		assert_false(limit_parse(arena, bad[i].typed, &limit, &fault));
		assert_string_equal(fault.key, bad[i].key);
		assert_non_null(lang_find(lang_get("nl"), fault.key));
		if (bad[i].param == NULL) {
			assert_null(fault.param);
		} else {
			assert_string_equal(fault.param, bad[i].param);
		}
	}
}

/* Text of strangers: refused, whole, and harmless in the message. */
static void
hostile_text(void **state)
{
	static const char *const hostile[] = {
		"\033[2J:amount:day:1",        "diesel:\xff\xfe:day:1",
		"diesel:amount:day:1\n:block", "%s%n:%s:%s:%s",
		":::::::::::::::::::::::::",   "diesel:amount:day:1e9",
		"diesel:amount:day:0x10",      "diesel:amount:day:\u0661",
	};
	(void)state;
	char *endless = arena_alloc(arena, 100001);
	memset(endless, ':', 100000);
	struct limit limit = { .level = LEVEL_CARD };
	struct limit_fault fault;
	assert_false(limit_parse(arena, endless, &limit, &fault));
	for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
		assert_false(limit_parse(arena, hostile[i], &limit, &fault));
		assert_null(strchr(fault.part, '\033'));
	}
}

static void
limits_are_told(void **state)
{
	struct limit limit = { .level = LEVEL_CARD };
	struct limit_fault fault;
	(void)state;
	assert_true(limit_parse(arena, "diesel:volume:rolling7:60:notify:80", &limit, &fault));
	assert_string_equal(
	    limit_words(arena, lang_get("fr"), &limit),
	    "Diesel : 60,00 l par 7 jours glissants, avertit seulement, alerte à 80 %");
	assert_true(limit_parse(arena, "all:amount:day:150", &limit, &fault));
	assert_string_equal(limit_words(arena, lang_get("en"), &limit),
			    "All: 150.00 EUR a day, blocks");
}

/* The products of a limit are those of products.csv. */
static void
goods_are_those_of_the_reference(void **state)
{
	int products = 0;
	(void)state;
	for (const char *const *code = limit_goods_choices; *code != NULL; code++) {
		const char *kind = goods_kind(arena, *code);
		bool group = strcmp(*code, "all") == 0 || strcmp(*code, "fuel") == 0 ||
			     strcmp(*code, "service") == 0;
		assert_int_equal(kind == NULL, group);
		products += group ? 0 : 1;
		assert_string_not_equal(lang_choice(lang_get("fr"), "goods", *code), *code);
	}
	assert_int_equal(products, 18);
}

/* CARD-03: technical, time, place and transaction controls; equal rules are equal texts. */
static void
controls_are_read(void **state)
{
	static const struct {
		const char *kind, *typed, *kept;
	} good[] = {
		{ "countries", "fr, be;BE", "BE,FR" },
		{ "countries", "Belgique,Duitsland", "BE,DE" },
		{ "days", "mon-fri", "mon-fri" },
		{ "days", "lun, mar, mer, jeu, ven, dim", "mon-fri,sun" },
		{ "days", "ma-vr", "mon-fri" },
		{ "days", "zaterdag;zondag", "sat,sun" },
		{ "days", "ven-lun", "mon,fri-sun" },
		{ "days", "mon-sun", "mon-sun" },
		{ "hours", "06:00-20:00", "06:00-20:00" },
		{ "hours", "6h-20h30", "06:00-20:30" },
		{ "hours", "6-20", "06:00-20:00" },
		{ "hours", "22:00-05:00", "22:00-05:00" },
		{ "hours", "22:00-24:00,0-5", "22:00-05:00" },
		{ "hours", "16-20,6-9", "06:00-09:00,16:00-20:00" },
		{ "hours", "6-12,11-14", "06:00-14:00" },
		{ "hours", "0-24", "00:00-24:00" },
		{ "hours", "00:00-00:01", "00:00-00:01" },
		{ "tank", "100 %", "100" },
		{ "tank", "095", "95" },
		{ "odometer", "oui", "yes" },
		{ "odometer", "nee", "no" },
		{ "odometer", "Aannemelijk", "plausible" },
		{ "transactions_a_day", "3", "3" },
		{ "minutes_between", "1440", "1440" },
		{ "networks", "q8, as24, Q8", "AS24,Q8" },
		{ "stations", "BE-1040", "BE-1040" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		const char *key = NULL;
		const char *part = NULL;
		const char *kept = control_parse(arena, good[i].kind, good[i].typed, &key, &part);
		assert_non_null(kept);
		assert_string_equal(kept, good[i].kept);
		assert_string_equal(control_parse(arena, good[i].kind, kept, &key, &part), kept);
	}
}

static void
controls_name_what_is_wrong(void **state)
{
	static const struct {
		const char *kind, *typed, *key;
	} bad[] = {
		{ "countries", "BE,US", "error.control_country" },
		{ "countries", " , ", "error.control_empty" },
		{ "days", "mon-someday", "error.control_day" },
		{ "days", "mon-tue-wed", "error.control_day" },
		{ "hours", "06:00", "error.control_hours" },
		{ "hours", "06:00-06:00", "error.control_hours" },
		{ "hours", "24:00-06:00", "error.control_hours" },
		{ "hours", "06:60-07:00", "error.control_hours" },
		{ "hours", "06:00-24:01", "error.control_hours" },
		{ "hours", "6:-7", "error.control_hours" },
		{ "hours", "006-7", "error.control_hours" },
		{ "tank", "0", "error.control_tank" },
		{ "tank", "151", "error.control_tank" },
		{ "tank", "%", "error.control_tank" },
		{ "odometer", "often", "error.control_odometer" },
		{ "transactions_a_day", "100", "error.control_transactions" },
		{ "transactions_a_day", "-1", "error.control_transactions" },
		{ "minutes_between", "1441", "error.control_minutes" },
		{ "minutes_between", "99999999999999999999", "error.control_minutes" },
		{ "networks", "A B", "error.control_code" },
		{ "stations", "ABCDEFGHIJKLM", "error.control_code" },
		{ "countries", "\033[2J", "error.text" },
		{ "days", "\xff", "error.text" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const char *key = NULL;
		const char *part = NULL;
		assert_null(control_parse(arena, bad[i].kind, bad[i].typed, &key, &part));
		assert_string_equal(key, bad[i].key);
		assert_null(strchr(part, '\033'));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_are_read),
		cmocka_unit_test(a_fault_names_its_part),
		cmocka_unit_test(hostile_text),
		cmocka_unit_test(limits_are_told),
		cmocka_unit_test(goods_are_those_of_the_reference),
		cmocka_unit_test(controls_are_read),
		cmocka_unit_test(controls_name_what_is_wrong),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
