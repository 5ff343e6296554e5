/* Transactions on their way in (DAY-04): a line of a file as guichet-files has read it.  It goes by a pipe to guichet,
 * which hands it to the domain; there are a million of them, so it is one block without pointers. */
#ifndef GUICHET_INTAKE_H
#define GUICHET_INTAKE_H

#include <guichet/error.h>
#include <stddef.h>
#include <stdint.h>

/* What a line may say; each is kept as the file has it beside what was read from it. */
enum intake_cell {
	INTAKE_CARD,
	INTAKE_RANK,
	INTAKE_DRIVER,
	INTAKE_STATION,
	INTAKE_AT,   /* the day, or the day and the time */
	INTAKE_TIME, /* where it has a column of its own */
	INTAKE_PRODUCT,
	INTAKE_QUANTITY,
	INTAKE_UNIT,
	INTAKE_UNIT_PRICE,
	INTAKE_VAT_RATE,
	INTAKE_AMOUNT,
	INTAKE_CURRENCY,
	INTAKE_ODOMETER,
	INTAKE_REFERENCE,
	INTAKE_CELLS
};
extern const char *const intake_names[INTAKE_CELLS + 1]; /* parameters of transaction.import; NULL-ended */

enum intake_unit { INTAKE_NO_UNIT, INTAKE_LITRE, INTAKE_KWH, INTAKE_PIECE };
extern const char *const intake_units[]; /* "", "l", "kwh", "piece", NULL */

/* Why a cell could not be read; its words are intake_keys. */
enum intake_fault {
	INTAKE_GOOD,
	INTAKE_MISSING,
	INTAKE_NO_CARD,
	INTAKE_NO_NUMBER,
	INTAKE_NO_AMOUNT,
	INTAKE_NO_DATE,
	INTAKE_NO_TIME,
	INTAKE_NO_PRODUCT,
	INTAKE_CONTROL,
	INTAKE_FORMULA,
	INTAKE_LONG,
	INTAKE_SHORT, /* the line as a whole: too few cells */
	INTAKE_FAULTS
};
extern const char *const intake_keys[INTAKE_FAULTS];

enum {
	INTAKE_NO_GOODS = 255, /* product of a line that names none */
	INTAKE_GOODS_MOST = 64,
	INTAKE_CELL_MOST = 200, /* bytes of a cell; a longer one is cut, and a fault */
	INTAKE_LINES_MOST = 3000000,
	INTAKE_FILE_MOST = 256 << 20,
};

struct intake_line {
	uint32_t size;	 /* of the whole, a multiple of eight */
	uint32_t number; /* of the file; the headings are line 1 */
	uint64_t card;	 /* 19 digits */
	int64_t at;	 /* seconds since 1970 by the local clock, as if it were UTC */
	int32_t quantity, unit_price; /* thousandths; -1: not said */
	int32_t amount;		      /* cents, VAT included */
	int32_t odometer;	      /* -1: not said */
	int16_t vat_rate;	      /* hundredths of a percent; -1: not said */
	uint8_t rank;		      /* 0: not said */
	uint8_t product;	      /* place among the codes of whoever asked */
	uint8_t unit;		      /* enum intake_unit */
	uint8_t cell, fault;	      /* what could not be read, and why */
	char currency[4];	      /* "" not said */
	uint16_t driver, station, reference; /* where their cells begin in text */
	char text[];		      /* the cells in their order, each ended by NUL */
};

/* False for what is no line, however it came. */
bool intake_sound(const struct intake_line *line, size_t room);
/* Where each cell begins. */
void intake_cells(const struct intake_line *line, const char *cells[INTAKE_CELLS]);

/* What transaction.intake is handed.  next gives the next line, which stays where it is as long as the intake lives;
 * NULL at the end, and after a failure, which *error then tells. */
struct intake {
	const struct intake_line *(*next)(void *context, struct error *error);
	/* False to stop; what is in stays in, and the file can be taken up again. */
	bool (*step)(void *context, int64_t done, int64_t total);
	/* A line kept apart; or one that is taken, and what is odd about it. */
	void (*told)(void *context, const struct intake_line *line, const struct error *error, bool apart);
	void *context;
	const char *file; /* as people name it */
	const char *hash; /* of its bytes, once next has come to the end */
	bool trial;	  /* nothing is written */
	/* What became of them: known are those of this file or another that were there before. */
	int64_t lines, added, known, apart, noted;
};

#endif
