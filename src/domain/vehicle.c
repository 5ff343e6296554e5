/* The vehicle a card is for: found by its plate, made when missing; what is known of it belongs to
 * it and not to the card. */
#include "domain.h"

#include <guichet/identifier.h>
#include <guichet/text.h>
#include <string.h>

enum { LIGHT_MOST = 3500 }; /* kg: above it a vehicle is heavy for every toll */

/* Of the toll classes: by weight, and the heavy ones by axles. */
const char *const vehicle_class_choices[] = { "light",   "intermediate", "heavy_2",
					      "heavy_3", "motorcycle",   NULL };
const char *const euro_class_choices[] = { "euro_0", "euro_1", "euro_2", "euro_3", "euro_4",
					   "euro_5", "eev",    "euro_6", "zero",   NULL };
const char *const vehicle_type_choices[] = {
	"car", "van", "truck", "bus", "machine", "other", NULL
};

enum status
vehicle_find(struct work *work, int64_t customer, const char *country, const char *plate,
	     int64_t *id)
{
	const struct row *row = NULL;
	const char *key = plate_key(work->arena, plate);
	enum status status =
	    work_row(work, SQL_VEHICLE_BY_PLATE,
		     ARGS(ARG_INT("customer", customer), ARG_TEXT("country", country),
			  ARG_TEXT("plate_key", key)),
		     &row);
	if (status != STATUS_OK || row != NULL) {
		*id = row != NULL ? row_int(row, "id") : 0;
		return status;
	}
	status = work_new_id(work, "vehicle", id);
	if (status == STATUS_OK) {
		status = work_run(work, SQL_VEHICLE_INSERT,
				  ARGS(ARG_INT("id", *id), ARG_INT("customer", customer),
				       ARG_TEXT("country", country), ARG_TEXT("plate", plate),
				       ARG_TEXT("plate_key", key)));
	}
	return status;
}

static bool
says_nothing(const struct vehicle_data *data)
{
	return data->type == NULL && data->vehicle_class == NULL && data->dimensions == NULL &&
	       data->euro_class == NULL && !data->tank.known && !data->weight.known &&
	       !data->axles.known;
}

static struct arg
amount_or_null(const char *name, const struct amount *amount)
{
	struct value value = value_number(TYPE_INT, amount->number);
	value.known = amount->known;
	return (struct arg){ .name = name, .value = value };
}

enum status
vehicle_update(struct work *work, int64_t vehicle, const struct vehicle_data *data)
{
	if (says_nothing(data)) {
		return STATUS_OK;
	}
	work_touches(work, "vehicle", vehicle);
	return work_run(
	    work, SQL_VEHICLE_UPDATE,
	    ARGS(ARG_INT("vehicle", vehicle), ARG_TEXT("type", data->type),
		 amount_or_null("tank_capacity", &data->tank),
		 ARG_TEXT("class", data->vehicle_class), amount_or_null("weight", &data->weight),
		 ARG_TEXT("dimensions", data->dimensions), amount_or_null("axles", &data->axles),
		 ARG_TEXT("euro_class", data->euro_class)));
}

enum status
vehicle_resemble(struct work *work, int64_t vehicle, int64_t other)
{
	if (vehicle == 0 || other == 0 || vehicle == other) {
		return STATUS_OK;
	}
	return work_run(work, SQL_VEHICLE_RESEMBLE,
			ARGS(ARG_INT("vehicle", vehicle), ARG_INT("other", other)));
}

static bool
among(const struct amount *amount, int64_t least, int64_t most)
{
	return !amount->known || (amount->number >= least && amount->number <= most);
}

/* A class says something of weight and axles: what contradicts it would pay the wrong toll. */
static enum status
check_class(struct work *work, const struct vehicle_data *data)
{
	const char *class = data->vehicle_class;
	if (class == NULL) {
		return STATUS_OK;
	}
	bool heavy = strncmp(class, "heavy", 5) == 0;
	const struct arg *said = ARGS(ARG_CHOICE("class", "vehicle_class", class));
	if (data->weight.known && heavy != (data->weight.number > LIGHT_MOST)) {
		return work_refuse(work, "weight",
				   heavy ? "refusal.weight_light" : "refusal.weight_heavy", said);
	}
	if (data->axles.known && ((strcmp(class, "heavy_2") == 0 && data->axles.number != 2) ||
				  (strcmp(class, "heavy_3") == 0 && data->axles.number < 3))) {
		return work_refuse(work, "axles", "refusal.axles_class", said);
	}
	return STATUS_OK;
}

/* "16,5x2.55 x 4" to "16.5 x 2.55 x 4": length, width and height in metres. */
static bool
read_dimensions(struct arena *arena, const char *typed, const char **dimensions)
{
	struct builder out = { .arena = arena };
	int count = 0;
	for (const char *at = typed; count < 3; count++) {
		at += strspn(at, " ");
		size_t whole = strspn(at, "0123456789");
		size_t size = whole;
		if (at[size] == ',' || at[size] == '.') {
			size_t part = strspn(at + size + 1, "0123456789");
			size = part > 0 && part <= 2 ? size + 1 + part : 0;
		}
		if (whole == 0 || whole > 2 || size == 0) {
			return false;
		}
		char *number = arena_copy_bytes(arena, at, size);
		number[whole] = number[whole] == ',' ? '.' : number[whole];
		builder_format(&out, "%s%s", count > 0 ? " x " : "", number);
		at += size;
		at += strspn(at, " ");
		if (count == 2 ? *at != '\0' : *at != 'x' && *at != 'X' && *at != '*') {
			return false;
		}
		at += count < 2;
	}
	*dimensions = builder_text(&out);
	return true;
}

enum status
vehicle_check(struct work *work, struct vehicle_data *data)
{
	if (!among(&data->tank, 1000, 3000000)) {
		return work_refuse(work, "tank_capacity", "refusal.tank_capacity", NULL);
	}
	if (!among(&data->weight, 50, 100000)) {
		return work_refuse(work, "weight", "refusal.weight", NULL);
	}
	if (!among(&data->axles, 1, 12)) {
		return work_refuse(work, "axles", "refusal.axles", NULL);
	}
	if (data->dimensions != NULL &&
	    !read_dimensions(work->arena, data->dimensions, &data->dimensions)) {
		return work_refuse(work, "dimensions", "refusal.dimensions", NULL);
	}
	return check_class(work, data);
}
