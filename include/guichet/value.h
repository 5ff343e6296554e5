/* One typed cell: what a column holds, a parameter carries, a message names.  Text from people
 * comes in through value_parse and goes out through value_format, in the language of who reads. */
#ifndef GUICHET_VALUE_H
#define GUICHET_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct lang;

enum type {
	TYPE_TEXT,
	TYPE_INT,
	TYPE_MONEY,    /* number: cents */
	TYPE_QUANTITY, /* number: thousandths (millilitres, watt-hours) */
	TYPE_BOOL,     /* number: 0 or 1 */
	TYPE_DATE,     /* text: 2026-11-20 */
	TYPE_MONTH,    /* text: 2026-11 */
	TYPE_STAMP,    /* text: 2026-11-20T14:41:00Z, shown in local time */
	TYPE_CHOICE,   /* text: a code; its words are lang keys choice.VOCABULARY.CODE */
	TYPE_CARD,     /* text: 19 digits, shown in groups; cut, the last 8 stay */
	TYPE_PLATE,    /* text: as typed, upper case; compared by plate_key */
	TYPE_PHONE,    /* text: +32470123456; as typed before it is read with its country */
	TYPE_RECORD,   /* a parameter that names a record; number: its id */
	TYPE_LIST,     /* a parameter with several texts, comma-separated */
	TYPE_FILE,     /* text: the path of a file that a parameter hands over */
	TYPE_SAID,     /* text: sentences kept as keys and arguments (said.h), told in the reader's
			  language */
};

struct value {
	enum type type;
	bool known; /* false: NULL in the store, an empty field, a parameter not given */
	int64_t number;
	const char *text;
	const char
	    *vocabulary; /* TYPE_CHOICE: the "state" of choice.state.active; of the codes of a
			    TYPE_LIST; "lines" of a TYPE_TEXT whose lines stay lines; may be NULL */
};

/* A named value: a bound parameter of a statement, a {name} in a text. */
struct arg {
	const char *name;
	struct value value;
};

/* Rows that somebody else takes one by one: next gives the values of a row, one for each of names, NULL after the last;
 * their texts stay until it is asked again.  They are numbers (TYPE_INT) and texts. */
struct value_rows {
	const char *const *names; /* NULL-ended */
	const struct value *(*next)(void *context);
	void *context;
};

#define ARGS(...) ((const struct arg[]){ __VA_ARGS__, { .name = NULL } })
#define ARG_TEXT(n, v)                                           \
	{                                                        \
		.name = (n), .value = value_text(TYPE_TEXT, (v)) \
	}
/* Several lines, each of which stays one: in the body of a message. */
#define ARG_LINES(n, v)                              \
	{                                            \
		.name = (n), .value = value_text_lines(v) \
	}
#define ARG_INT(n, v)                                             \
	{                                                         \
		.name = (n), .value = value_number(TYPE_INT, (v)) \
	}
#define ARG_MONEY(n, v)                                             \
	{                                                           \
		.name = (n), .value = value_number(TYPE_MONEY, (v)) \
	}
#define ARG_DATE(n, v)                                           \
	{                                                        \
		.name = (n), .value = value_text(TYPE_DATE, (v)) \
	}
#define ARG_MONTH(n, v)                                           \
	{                                                         \
		.name = (n), .value = value_text(TYPE_MONTH, (v)) \
	}
#define ARG_STAMP(n, v)                                           \
	{                                                         \
		.name = (n), .value = value_text(TYPE_STAMP, (v)) \
	}
#define ARG_CARD(n, v)                                           \
	{                                                        \
		.name = (n), .value = value_text(TYPE_CARD, (v)) \
	}
#define ARG_CHOICE(n, vocabulary, v)                                  \
	{                                                             \
		.name = (n), .value = value_choice((vocabulary), (v)) \
	}
#define ARG_NULL(n)                                               \
	{                                                         \
		.name = (n), .value = value_text(TYPE_TEXT, NULL) \
	}

struct value value_text(enum type type, const char *text); /* NULL gives a value not known */
struct value value_text_lines(const char *text);
struct value value_number(enum type type, int64_t number);
struct value value_choice(const char *vocabulary, const char *code);
struct arg id_or_null(const char *name, int64_t id); /* 0 gives a value not known */

/* Reads what a person or a file typed: 250 250,00 "1 000,00" 250.00 EUR; 2026-11-20 20/11/2026;
 * 2026-11 11/2026; yes oui ja o j y no non nee n.  TYPE_CARD drops blanks and checks 19 digits and
 * Luhn (CARD-09).  False: *key is the reason, a lang key ("error.date", "error.money", ...). An
 * empty text gives a value not known. */
bool value_parse(struct arena *arena, enum type type, const char *typed, struct value *value,
		 const char **key);

/* For people: 1 250,00; 20/11/2026; 20/11/2026 15:41 in local time; words of a choice.  Not known
 * gives "".  Never NULL. */
const char *value_format(struct arena *arena, const struct lang *lang, const struct value *value);

/* 125000 with two decimals: "1 250,00"; trailing zeros go down to least decimals. */
const char *value_decimal(struct arena *arena, const struct lang *lang, int64_t number, int decimals, int least);

/* For programs (JSON, CSV, the audit): ISO dates, cents, codes, 0 and 1. */
const char *value_raw(struct arena *arena, const struct value *value);

/* "money" -> TYPE_MONEY; false when there is no such type.  The words are those of screen files. */
bool type_by_name(const char *name, enum type *type);
const char *type_name(enum type type);

/* Read as a figure: stands to the right, added up in a sheet.  Neither a yes nor a record is one. */
static inline bool
type_is_figure(enum type type)
{
	return type == TYPE_INT || type == TYPE_MONEY || type == TYPE_QUANTITY;
}

/* A value of it is its number; of any other type its text, or its bytes.  Asked of every cell read. */
static inline bool
type_is_number(enum type type)
{
	return type_is_figure(type) || type == TYPE_BOOL || type == TYPE_RECORD;
}

#endif
