/* Errors are values: a handler fills one and returns its status; one place decides where it shows
 * (under the field, on stderr, beside line 41 of a file).  The statuses are the exit codes of
 * interface.md section 1. */
#ifndef GUICHET_ERROR_H
#define GUICHET_ERROR_H

#include <guichet/value.h>

enum status {
	STATUS_OK = 0,
	STATUS_REFUSED = 1, /* by a rule */
	STATUS_USAGE = 2,   /* a parameter missing, unknown or malformed */
	STATUS_DENIED = 3,  /* no right, or identity level too low */
	STATUS_CHANGED = 4, /* somebody else changed the record meanwhile */
	STATUS_FAILED = 5,  /* store, file or environment */
};

#define ERROR_ARGS 6

struct error {
	enum status status;
	char param[48]; /* the field to put the cursor on; "" when it is about none */
	char key[80];   /* lang key of the sentence */
	struct {
		char name[24];
		enum type type;
		char vocabulary[24];
		int64_t number;
		char text[168]; /* cut at a character when longer */
	} args[ERROR_ARGS];
	int count;
};

/* Fills *error (which may be NULL) and returns status, so that a handler ends in "return
 * error_set(...)". param and args may be NULL. */
enum status error_set(struct error *error, enum status status, const char *param, const char *key,
		      const struct arg *args);

/* STATUS_FAILED with the system's own words: {path} and {reason}. */
enum status error_system(struct error *error, const char *key, const char *path, int number);

void error_clear(struct error *error);

/* The sentence, in lang, clean for a terminal; without the parameter's name. */
const char *error_text(struct arena *arena, const struct lang *lang, const struct error *error);

#endif
