/* What changing a field of a card costs, product by product: the table of the issuer
 * (data/reference/changes.csv), and nothing but it. */
#include "change.h"

#include <string.h>

enum { PRODUCTS = 4 };

static enum change_cost
cost_called(const char *word)
{
	static const char *const words[] = {
		[COST_NOT_ASKED] = "-",
		[COST_IMMEDIATE] = "immediate",
		[COST_REPRODUCTION] = "reproduction",
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i], word) == 0) {
			return (enum change_cost)i;
		}
	}
	return COST_UNKNOWN;
}

/* Columns stand in the order of product_choices. */
enum change_cost
change_cost(struct arena *arena, const char *name, const char *product)
{
	struct table_reader table;
	const char *cells[1 + PRODUCTS];
	size_t column = 0;
	while (product_choices[column] != NULL && strcmp(product_choices[column], product) != 0) {
		column++;
	}
	if (column >= PRODUCTS || !table_open(&table, "data/reference/changes.csv")) {
		return COST_UNKNOWN;
	}
	while (table_next(&table, arena, cells, 1 + PRODUCTS) > 0) {
		if (strcmp(cells[0], name) == 0) {
			return cost_called(cells[1 + column]);
		}
	}
	return COST_UNKNOWN;
}
