/* data/ and screens/ as compiled in by the build: the program runs alone from any folder. */
#ifndef GUICHET_EMBEDDED_H
#define GUICHET_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <guichet/value.h>

struct arena;

struct embedded {
	const char *path; /* "data/guichet.conf", "screens/cards.cfg" */
	const char *text; /* ends with NUL, which size does not count */
	size_t size;
};

extern const struct embedded embedded_files[]; /* in order of path; ends with path NULL */

const struct embedded *embedded_find(const char *path);

/* shipped.c: of folder ("screens/") the files compiled in, and those of own ("": none), which come first: the names
 * without .cfg, in order, NULL-ended. */
const char *const *shipped_names(struct arena *arena, const char *folder, const char *own);
/* *file: where it is, or would be.  NULL with errno: ENOENT where there is none of that name. */
const char *shipped_text(struct arena *arena, const char *folder, const char *own, const char *name,
			 const char **file);

/* What a view reads: all that follows its AS, without remarks. */
struct embedded_view {
	const char *name, *sql;
};
extern const struct embedded_view embedded_views[]; /* in order of name; ends with name NULL */

/* What the file of a screen says of these; NULL: nothing. */
struct embedded_screen {
	const char *name, *kind, *right, *scope;
	bool view; /* it has rows */
};
extern const struct embedded_screen embedded_screens[]; /* ends with name NULL */

/* Every setting with its default. */
struct embedded_setting {
	const char *name, *text; /* "session.lock_minutes" */
	int64_t number;
	enum type type; /* TYPE_TEXT, TYPE_INT or TYPE_BOOL */
};
extern const struct embedded_setting embedded_settings[]; /* ends with name NULL */

/* A table of data/reference, its lines in cells; table_next: how many the line has, 0 at the end. */
struct table_reader {
	const char *at;
	char separator;
};
bool table_open(struct table_reader *reader, const char *path); /* steps over the header */
size_t table_next(struct table_reader *reader, struct arena *arena, const char **cells,
		  size_t most);

/* The catalogue of one language: its texts in order of key, and the order in which its files have
 * them. */
struct embedded_lang {
	const char *code;
	const char *bytes;           /* of each text its key, NUL, itself, NUL */
	const unsigned *places;      /* of the keys in bytes */
	const unsigned short *order; /* numbers in places */
	size_t count;
};
extern const struct embedded_lang embedded_langs[]; /* fr nl en; ends with code NULL */

const char *embedded_key(const struct embedded_lang *lang, size_t number); /* below count */
/* NULL where no text has that key. */
const char *embedded_text(const struct embedded_lang *lang, const char *key);

#endif
