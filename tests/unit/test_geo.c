/* Places on the earth: what people type, and what is near what (STN-01). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <guichet/geo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct position
at(const char *text)
{
	struct position position = { 0 };
	if (!geo_parse(text, &position))
		fail_msg("'%s' is no point", text);
	return position;
}

static int64_t
metres(const char *from, const char *to)
{
	return geo_metres(geo_chord2(geo_point(at(from)), geo_point(at(to))));
}

static void
what_people_type(void **state)
{
	static const char *const lyon[] = {
		"45.76,4.83",          "45.76, 4.83",  "45,76 4,83", "45,76;4,83", " 45.76 4.83 ",
		"45.7600000,4.830000", "+45.76,+4.83", "45.76/4.83", NULL,
	};
	static const char *const none[] = {
		"",       "45.76", "Lyon",        "91,4",    "45.76,181",          "45.76,4.83,1",
		"45.76,", ",4.83", "45.76,4.83x", "nan,nan", "4576000000000000,1", "1e2,3",
		NULL,
	};
	(void)state;
	for (const char *const *text = lyon; *text; text++) {
		assert_int_equal(at(*text).latitude, 4576000);
		assert_int_equal(at(*text).longitude, 483000);
	}
	assert_int_equal(at("-20.94971,55.2952651").latitude, -2094971);
	assert_int_equal(at("-20.94971,55.2952651").longitude, 5529527);
	for (const char *const *text = none; *text; text++) {
		struct position position;
		if (geo_parse(*text, &position))
			fail_msg("'%s' is taken for a point", *text);
	}
}

/* Distances known otherwise, to one in a thousand: a sphere is not the earth. */
static void
distances(void **state)
{
	static const struct {
		const char *from, *to;
		int64_t metres;
	} known[] = {
		{ "48.85661,2.35222", "45.76404,4.83566", 391500 }, /* Paris, Lyon */
		{ "50.85034,4.35171", "48.85661,2.35222", 264000 }, /* Brussels, Paris */
		{ "0,0", "0,1", 111195 },
		{ "0,179.999", "0,-179.999", 222 }, /* over the date line */
		{ "89.999,0", "89.999,180", 222 },  /* over the pole */
		{ "0,0", "0,180", 20015114 },       /* half the earth */
		{ "45.76,4.83", "45.76,4.83", 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		int64_t found = metres(known[i].from, known[i].to);
		if (llabs(found - known[i].metres) > known[i].metres / 1000 + 1)
			fail_msg("%s to %s: %lld", known[i].from, known[i].to, (long long)found);
	}
}

/* Against the haversine of the degrees themselves; nearer stays nearer, and a ring holds what is in
 * it. */
static void
as_the_haversine(void **state)
{
	unsigned seed = (unsigned)time(NULL);
	const double radians = 3.14159265358979323846 / 180.0;
	(void)state;
	printf("seed %u\n", seed);
	for (int i = 0; i < 20000; i++) {
		double degrees[4];
		char from[64], to[64];
		for (int j = 0; j < 4; j++)
			degrees[j] =
			    (rand_r(&seed) % 1000001 - 500000) / 500000.0 * (j % 2 ? 180.0 : 90.0);
		snprintf(from, sizeof from, "%.5f,%.5f", degrees[0], degrees[1]);
		snprintf(to, sizeof to, "%.5f,%.5f", degrees[2], degrees[3]);
		double up = sin((degrees[2] - degrees[0]) * radians / 2);
		double over = sin((degrees[3] - degrees[1]) * radians / 2);
		double part =
		    up * up + cos(degrees[0] * radians) * cos(degrees[2] * radians) * over * over;
		double wanted = 2 * 6371008.8 * asin(sqrt(part > 1 ? 1 : part));
		int64_t found = metres(from, to);
		/* Ends of a diameter are where whole decimetres tell least. */
		if (fabs((double)found - wanted) > (wanted > 1.8e7 ? 3000 : 5))
			fail_msg("%s to %s: %lld, not %f", from, to, (long long)found, wanted);
		int64_t chord = geo_chord(found + 1);
		if (found < 18000000 &&
		    geo_chord2(geo_point(at(from)), geo_point(at(to))) > chord * chord)
			fail_msg("%s to %s is not within its own ring", from, to);
	}
}

static void
middles(void **state)
{
	struct point a = geo_point(at("45,4.8")), b = geo_point(at("45,4.9")), middle;
	(void)state;
	assert_true(geo_middle((struct point){ a.x + b.x, a.y + b.y, a.z + b.z }, &middle));
	assert_true(geo_metres(geo_chord2(middle, geo_point(at("45,4.85")))) < 5);
	assert_false(geo_middle((struct point){ 0, 0, 0 }, &middle));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_people_type),
		cmocka_unit_test(distances),
		cmocka_unit_test(as_the_haversine),
		cmocka_unit_test(middles),
	};
	return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
