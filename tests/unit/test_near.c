/* Nearest to a point, a town, a postcode (STN-01): the order is that of the distances, page by
 * page, forwards and backwards, at the date line and the pole as anywhere. */
#include "fixture.h"
#include "screen/private.h"

#include <guichet/lang.h>
#include <guichet/rows.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATIONS = 400, PAGE = 7 };

static const struct screen *
stations(struct fixture *f)
{
	const struct screen *screen;
	struct error error = { .status = STATUS_OK };
	if (screen_load(f->arena, f->config, "stations", &screen, &error))
		fail_msg("%s", error_text(f->arena, lang_get("fr"), &error));
	return screen;
}

static struct ask
asked(struct fixture *f, const char *typed)
{
	struct ask ask;
	struct error error = { .status = STATUS_OK };
	if (ask_parse(f->arena, lang_get("fr"), stations(f), typed, &ask, &error))
		fail_msg("%s: %s", typed, error_text(f->arena, lang_get("fr"), &error));
	return ask;
}

/* Codes in order, "a b c"; or the key of the refusal and what it names. */
static const char *
codes(struct fixture *f, const struct ask *given, int64_t limit)
{
	static const char *const columns[] = { "code", NULL };
	struct ask ask = *given;
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	struct builder line = { .arena = f->arena };
	ask.columns = columns;
	if (ask_select(f->manager, &ask, limit, f->arena, &cursor, &error))
		return error_text(f->arena, lang_get("fr"), &error);
	while (cursor_next(cursor))
		builder_format(&line, "%s%s", line.size ? " " : "", cursor_text(cursor, 0));
	assert_int_equal(cursor_close(&cursor, NULL), STATUS_OK);
	return builder_text(&line);
}

static const char *
near(struct fixture *f, const char *typed, int64_t limit)
{
	const struct ask ask = asked(f, typed);
	return codes(f, &ask, limit);
}

static void
write_sql(struct fixture *f, const char *sql)
{
	struct cursor *cursor;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(store_fetch_sql(f->store, sql, NULL, &cursor, &error), STATUS_OK);
	(void)cursor_next(cursor);
	assert_int_equal(cursor_close(&cursor, &error), STATUS_OK);
}

static void
begin(struct fixture *f)
{
	assert_int_equal(store_begin(f->store, "test", NULL), STATUS_OK);
}

static void
commit(struct fixture *f)
{
	assert_int_equal(store_commit(f->store, NULL), STATUS_OK);
}

static void
station(struct fixture *f, const char *code, const char *postcode, const char *town,
	const char *latitude, const char *longitude)
{
	assert_int_equal(fixture_run(f, f->admin, "station.import", "code", code, "town", town,
				     "postcode", postcode, "country", "FR", NULL),
			 STATUS_OK);
	if (!latitude)
		return;
	struct position position;
	assert_true(geo_parse(arena_format(f->arena, "%s,%s", latitude, longitude), &position));
	struct point point = geo_point(position);
	begin(f);
	write_sql(f,
		  arena_format(f->arena,
			       "UPDATE station SET x = %lld, y = %lld, z = %lld WHERE code = "
			       "'%s'",
			       (long long)point.x, (long long)point.y, (long long)point.z, code));
	commit(f);
}

static void
around_lyon(struct fixture *f)
{
	station(f, "LY1", "69001", "Lyon", "45.7700", "4.8300");
	station(f, "LY2", "69007", "LYON", "45.7300", "4.8400");
	station(f, "LY3", "69008", "Lyon", "60.7300", "4.8400"); /* a wrong place in the list */
	station(f, "LY4", "69009", "Lyon", NULL, NULL);
	station(f, "VI1", "69100", "Villeurbanne", "45.7660", "4.8790");
	station(f, "MA1", "71000", "Mâcon", "46.3060", "4.8310");
	station(f, "LF1", "27480", "Lyons-la-Forêt", "49.3990", "1.4760");
	station(f, "SD1", "93200", "Saint-Denis", "48.9360", "2.3570");
	station(f, "SD2", "97400", "SAINT DENIS", "-20.8820", "55.4500");
	station(f, "SE1", "42000", "ST ETIENNE", "45.4390", "4.3870");
}

/* STN-01 */
static void
towns_postcodes_points(void **state)
{
	struct fixture *f = *state;
	around_lyon(f);
	assert_string_equal(near(f, "near:Lyon", 4), "LY1 LY2 VI1 SE1");
	assert_string_equal(near(f, "near:LYON", 2), "LY1 LY2");
	assert_string_equal(near(f, "near:45.73,4.84", 2), "LY2 LY1");
	assert_string_equal(near(f, "near:\"45,73 4,84\"", 1), "LY2");
	assert_string_equal(near(f, "near:macon", 1), "MA1");
	assert_string_equal(near(f, "near:71000", 1), "MA1");
	assert_string_equal(near(f, "near:\"71000 Mâcon\"", 1), "MA1");
	assert_string_equal(near(f, "near:\"Mâcon 71\"", 1), "MA1");
	assert_string_equal(near(f, "near:\"saint-etienne\"", 1), "SE1");
	assert_string_equal(near(f, "near:villeu", 1), "VI1");
	assert_string_equal(near(f, "near:\"97400 saint-denis\"", 1), "SD2");
	assert_string_equal(near(f, "near:93200", 1), "SD1");
	/* Where nothing is known it is near nothing. */
	assert_null(strstr(near(f, "near:Lyon", 0), "LY4"));
	assert_string_equal(near(f, "near:Lyon town:lyons", 0), "LF1");
}

static void
what_is_no_place(void **state)
{
	struct fixture *f = *state;
	around_lyon(f);
	assert_string_equal(
	    near(f, "near:saint-denis", 0),
	    "« saint-denis » est à plusieurs endroits : 93200 Saint-Denis, 97400 Saint Denis. "
	    "Tapez l'un d'eux, code postal compris.");
	assert_string_equal(near(f, "near:Mavon", 0),
			    "Aucune station à « Mavon ». Proche par le nom : Mâcon. Ou un point : "
			    "45.76,4.83.");
	assert_string_equal(near(f, "near:Zwolle", 0),
			    "Aucune station à « Zwolle ». Une ville voisine, un code postal, ou un "
			    "point : 45.76,4.83.");
	assert_non_null(strstr(near(f, "near:95.0,4.0", 0), "Aucune station"));
	assert_non_null(strstr(near(f, "near:!!", 0), "Aucune station"));
	struct ask ask = asked(f, "town:lyon");
	ask.order = "distance";
	assert_non_null(strstr(codes(f, &ask, 0), "veut un lieu"));
	ask = asked(f, "near:Lyon town:lyon");
	ask.order = "-distance";
	assert_string_equal(codes(f, &ask, 3), "LY3 LF1 LY2");
}

static void
ends_of_the_earth(void **state)
{
	struct fixture *f = *state;
	station(f, "FIJI", "1", "Suva", "-18.14", "178.44");
	station(f, "SAMOA", "2", "Apia", "-13.83", "-171.76");
	station(f, "PERTH", "3", "Perth", "-31.95", "115.86");
	station(f, "POLE", "4", "Alert", "89.9", "-60");
	station(f, "SVALB", "5", "Longyearbyen", "78.22", "15.65");
	assert_string_equal(near(f, "near:-18,179.9", 0), "FIJI SAMOA PERTH POLE SVALB");
	assert_string_equal(near(f, "near:-18,-179.9", 2), "FIJI SAMOA");
	assert_string_equal(near(f, "near:90,0", 2), "POLE SVALB");
	assert_string_equal(near(f, "near:89.9,120", 2), "POLE SVALB");
}

/* The window reads a row at once: a distance is metres there too. */
static void
a_list_tells_metres(void **state)
{
	struct fixture *f = *state;
	const struct ask ask = asked(f, "near:-18,179.9");
	struct rows *rows;
	size_t column = 0;
	station(f, "FIJI", "1", "Suva", "-18.14", "178.44");
	station(f, "PERTH", "3", "Perth", "-31.95", "115.86");
	while (strcmp(ask.screen->columns[column].field, "distance") != 0)
		column++;
	assert_int_equal(rows_open(&rows, f->manager, &ask, PAGE, NULL), STATUS_OK);
	assert_int_equal(rows_shown(rows), 2);
	assert_in_range(rows_at(rows, 0)->values[column].number, 155000, 156000);
	assert_in_range(rows_at(rows, 1)->values[column].number, 6500000, 6700000);
	rows_close(&rows);
}

/* STN-01: services and products: each of those asked for. */
static void
what_a_station_offers(void **state)
{
	struct fixture *f = *state;
#define OFFERS(code, services, products)                                                          \
	assert_int_equal(fixture_run(f, f->admin, "station.import", "code", code, "town", "Lyon", \
				     "country", "FR", "latitude", "45.7", "longitude", "4.8",     \
				     "street", code, "services", services, "products", products,  \
				     NULL),                                                       \
			 STATUS_OK)
	OFFERS("A", "parking,shop", "diesel");
	OFFERS("B", "secured,shower", "diesel,adblue");
	OFFERS("C", "shop,secured", "e10");
#undef OFFERS
	assert_string_equal(near(f, "services:secured", 0), "B C");
	assert_string_equal(near(f, "services:parking", 0), "A");
	assert_string_equal(near(f, "services:\"Boutique,Parking sécurisé\"", 0), "C");
	assert_string_equal(near(f, "products:diesel,adblue near:Lyon", 0), "B");
	assert_string_equal(near(f, "secured:oui", 0), "B C");
	assert_non_null(strstr(near(f, "services:casino", 0), "casino"));
}

static const char *
page(struct fixture *f, const struct plan *plan, struct place *place, bool backwards)
{
	static const char *const fields[] = { "code", NULL };
	const struct reading reading = { .fields = fields, .places = true };
	struct builder line = { .arena = f->arena };
	struct place first = *place;
	const struct reach reach = { .place = place->id ? &first : NULL,
				     .backwards = backwards,
				     .most = PAGE };
	struct page *rows = page_open(f->arena, plan, &reading, &reach, NULL);
	for (const struct cursor *cursor; (cursor = page_next(rows));) {
		builder_format(&line, " %s", cursor_text(cursor, 0));
		*place = (struct place){ .value = value_number(TYPE_INT, cursor_int(cursor, 4)),
					 .id = cursor_int(cursor, 1) };
	}
	assert_int_equal(page_close(rows), STATUS_OK);
	return builder_text(&line);
}

static struct point points[STATIONS];

static int
by_distance(const void *a, const void *b)
{
	const int64_t *one = a, *other = b;
	return one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : one[1] < other[1] ? -1 : 1;
}

/* Crowds, doubles and deserts, from anywhere: as each distance computed by itself. */
static void
as_each_distance(void **state)
{
	struct fixture *f = *state;
	unsigned seed = (unsigned)time(NULL);
	printf("seed %u\n", seed);
	begin(f);
	for (int i = 0; i < STATIONS; i++) {
		bool crowd = rand_r(&seed) % 3 != 0;
		double latitude = crowd ? 45 + rand_r(&seed) % 2000 / 1000.0
					: rand_r(&seed) % 178000 / 1000.0 - 89;
		double longitude = crowd ? 4 + rand_r(&seed) % 2000 / 1000.0
					 : rand_r(&seed) % 360000 / 1000.0 - 180;
		struct position position = { (int64_t)(latitude * GEO_DEGREE),
					     (int64_t)(longitude * GEO_DEGREE) };
		points[i] = i % 20 == 19 ? points[i - 1] : geo_point(position);
		write_sql(f, arena_format(f->arena,
					  "INSERT INTO station (id, code, name, name_key, "
					  "street_key, town, town_key, country, x, y, z, "
					  "changed_at) VALUES (%d, 'S%d', 'S', 'S', '', 'T', "
					  "'T', 'FR', %lld, %lld, %lld, '2026')",
					  i + 1, i + 1, (long long)points[i].x,
					  (long long)points[i].y, (long long)points[i].z));
	}
	commit(f);
	for (int turn = 0; turn < 12; turn++) {
		const char *from = arena_format(f->arena, "%.4f,%.4f",
						turn % 2 ? 45 + rand_r(&seed) % 2000 / 1000.0
							 : rand_r(&seed) % 178000 / 1000.0 - 89,
						turn % 2 ? 4 + rand_r(&seed) % 2000 / 1000.0
							 : rand_r(&seed) % 360000 / 1000.0 - 180);
		struct position position;
		assert_true(geo_parse(from, &position));
		struct point centre = geo_point(position);
		int64_t order[STATIONS][2];
		for (int i = 0; i < STATIONS; i++) {
			order[i][0] = geo_chord2(centre, points[i]);
			order[i][1] = i + 1;
		}
		qsort(order, STATIONS, sizeof order[0], by_distance);
		const struct ask ask = asked(f, arena_format(f->arena, "near:%s", from));
		struct plan plan;
		struct error error = { .status = STATUS_OK };
		assert_int_equal(plan_make(f->arena, f->manager, &ask, &plan, &error), STATUS_OK);
		struct place place = { .id = 0 };
		int at = 0;
		while (at < STATIONS) {
			struct builder wanted = { .arena = f->arena };
			for (int i = at; i < at + PAGE && i < STATIONS; i++)
				builder_format(&wanted, " S%lld", (long long)order[i][1]);
			const char *found = page(f, &plan, &place, false);
			if (strcmp(found, builder_text(&wanted)) != 0)
				fail_msg("near %s, row %d:%s\nfor%s", from, at, found,
					 builder_text(&wanted));
			at += PAGE;
		}
		/* And back from the last row. */
		at = STATIONS - 1;
		while (at > 0) {
			struct builder wanted = { .arena = f->arena };
			for (int i = at - 1; i >= at - PAGE && i >= 0; i--)
				builder_format(&wanted, " S%lld", (long long)order[i][1]);
			const char *found = page(f, &plan, &place, true);
			if (strcmp(found, builder_text(&wanted)) != 0)
				fail_msg("near %s, back from row %d:%s\nfor%s", from, at, found,
					 builder_text(&wanted));
			at -= PAGE;
		}
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(towns_postcodes_points), TEST(what_is_no_place),    TEST(ends_of_the_earth),
		TEST(what_a_station_offers),  TEST(a_list_tells_metres), TEST(as_each_distance),
	};
	return cmocka_run_group_tests_name("near", tests, fixture_start, fixture_stop);
}
