#include <guichet/intake.h>
#include <string.h>

const char *const intake_names[INTAKE_CELLS + 1] = {
	"card",     "rank",     "driver",    "station",    "at",       "time",
	"product",  "quantity", "unit",      "unit_price", "vat_rate", "amount",
	"currency", "odometer", "reference", NULL,
};

const char *const intake_units[] = { "", "l", "kwh", "piece", NULL };

const char *const intake_keys[INTAKE_FAULTS] = {
	[INTAKE_GOOD] = "",
	[INTAKE_MISSING] = "error.mandatory",
	[INTAKE_NO_CARD] = "error.card",
	[INTAKE_NO_NUMBER] = "error.int",
	[INTAKE_NO_AMOUNT] = "error.money",
	[INTAKE_NO_DATE] = "error.date",
	[INTAKE_NO_TIME] = "error.stamp",
	[INTAKE_NO_PRODUCT] = "refusal.transaction_product",
	[INTAKE_CONTROL] = "import.control",
	[INTAKE_FORMULA] = "import.formula",
	[INTAKE_LONG] = "refusal.transaction_long",
	[INTAKE_SHORT] = "refusal.transaction_short",
};

bool
intake_sound(const struct intake_line *line, size_t room)
{
	const size_t head = offsetof(struct intake_line, text);
	size_t cells = 0;

	if (room < head || line->size < head || line->size > room || line->size % 8 != 0 ||
	    line->fault >= INTAKE_FAULTS || line->cell >= INTAKE_CELLS ||
	    line->unit > INTAKE_PIECE || line->currency[3] != '\0' ||
	    ((const char *)line)[line->size - 1] != '\0')
		return false;
	for (const char *at = line->text, *end = (const char *)line + line->size;
	     cells < INTAKE_CELLS && (at = memchr(at, '\0', (size_t)(end - at))); at++)
		cells++;
	return cells == INTAKE_CELLS && line->driver < line->size - head &&
	       line->station < line->size - head && line->reference < line->size - head;
}

void
intake_cells(const struct intake_line *line, const char *cells[INTAKE_CELLS])
{
	const char *at = line->text;

	for (int i = 0; i < INTAKE_CELLS; i++) {
		cells[i] = at;
		at += strlen(at) + 1;
	}
}
