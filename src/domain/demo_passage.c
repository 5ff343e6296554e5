/* What the units and badges of the demo passed: a few weeks of it, at plazas that are there.  Its
 * chance is a card's own, as that of purchases is. */
#include "demo_draw.h"

#include <guichet/date.h>
#include <guichet/text.h>
#include <string.h>

enum { DAYS_BACK = 40, MOST = 12, HOUR = 3600 };

struct way {
	const char *operator, * entry, *exit;
	int64_t cents; /* of a light vehicle */
};

static const struct way ways[] = {
	{ "aprr", "Fleury-en-Bière", "Villefranche-Limas", 3620 },
	{ "aprr", "Mâcon Sud", "Beaune Sud", 880 },
	{ "vinci", "Vienne", "Valence Sud", 790 },
	{ "vinci", "Montpellier", "Le Perthus", 1660 },
	{ "sanef", "Chamant", "Fresnes-lès-Montauban", 1390 },
	{ "sanef", "Setques", "Arras", 720 },
	{ "atmb", "Viry", "Cluses", 560 },
	{ "via_t", "La Jonquera", "Girona Sud", 495 },
	{ "liefkenshoek", NULL, "Liefkenshoektunnel", 470 },
	{ "westerschelde", NULL, "Westerscheldetunnel", 500 },
	{ "satellic", NULL, "E19 Antwerpen - Brussel", 610 },
};

static const char *
operator_country(const struct demo *demo, const char *code)
{
	const struct row *toll = demo->tolls;
	while (toll != NULL && strcmp(row_text(toll, "code"), code) != 0) {
		toll = toll->next;
	}
	return toll != NULL ? row_text(toll, "country") : "";
}

static enum status
write_passage(struct demo *demo, const struct client *client, const struct draw *draw,
	      struct dice *dice, int64_t day)
{
	bool badge = draw->product == PRODUCT_LIBER_T;
	size_t most = badge ? 7 : sizeof ways / sizeof ways[0]; /* a badge is French */
	const struct way *way = &ways[dice_below(dice, (int64_t)most)];
	bool heavy = draw->vehicle->weight > 3500;
	int64_t id = 0, at = 0;
	if (!heavy && strcmp(way->operator, "satellic") == 0) {
		return STATUS_OK;
	}
	(void)stamp_read(stamp_of_local_day(demo->scratch, date_of_days(day)), &at);
	at += 6 * HOUR + dice_below(dice, 8 * HOUR);
	enum status status = demo_id(demo, TABLE_PASSAGE, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(
	    demo->work, SQL_DEMO_PASSAGE,
	    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id), ARG_INT("card", draw->id),
		 ARG_TEXT("operator", way->operator), ARG_STAMP("at", demo_stamp(demo, at)),
		 ARG_DATE("day", demo_day(demo, day)), ARG_TEXT("entry", way->entry),
		 ARG_TEXT("exit", way->exit),
		 ARG_TEXT("exit_key", text_fold(demo->scratch, way->exit)),
		 ARG_TEXT("vehicle_class", heavy ? "heavy_3" : "light"),
		 ARG_INT("vat_rate", demo_vat(operator_country(demo, way->operator))),
		 ARG_INT("amount", heavy ? way->cents * 3 : way->cents), ARG_NULL("reference")),
	    NULL);
}

enum status
demo_passages(struct demo *demo, const struct client *client, const struct draw *draw)
{
	bool unit = draw->product == PRODUCT_PASSANGO || draw->product == PRODUCT_LIBER_T;
	struct dice dice = { .state = (uint64_t)(demo->seed * 1000033 + draw->id) };
	int64_t first = demo->today - DAYS_BACK;
	enum status status = STATUS_OK;
	if (!unit || draw->last_used < first) {
		return STATUS_OK;
	}
	int64_t day = first > draw->created ? first : draw->created;
	for (int i = 0; i < MOST && status == STATUS_OK && day <= draw->last_used &&
			day < demo->today && demo->passages_left > 0;
	     i++) {
		status = write_passage(demo, client, draw, &dice, day);
		demo->passages_left--;
		day += 1 + dice_below(&dice, 6);
	}
	return status;
}
