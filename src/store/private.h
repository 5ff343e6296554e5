#ifndef GUICHET_STORE_PRIVATE_H
#define GUICHET_STORE_PRIVATE_H

#include "driver.h"
#include "gate.h"

/* Checks that are about the file, before anything opens it: regular, one name, nobody else's to
 * write, not on a network. */
enum status store_file_sound(const char *path, struct error *error);

/* The migrations compiled in, in order. */
struct migration {
	int version;
	const char *name;
	const char *sql;
	size_t size;
};
int migrations_applied(struct connection *connection);
enum status migrations_run(struct connection *connection, const char *now, struct error *error);
enum status migrations_verify(struct connection *connection, store_fault *fault, void *context,
			      struct error *error);
/* The newest one of this program was applied here, and as it stands in it. */
bool migrations_current(struct connection *connection);
/* Refuses a store whose tables another program made, whatever their number: no migration brings it to this one's. */
enum status migrations_ours(struct connection *connection, const char *path, struct error *error);

/* views.c: the statement with each view that follows a FROM or JOIN written out; sql itself when it
 * names none. */
const char *views_written(struct arena *arena, const char *sql);

/* upkeep.c: what was renamed into the folder of path is there after a power cut. */
enum status sync_folder(const char *path, struct error *error);

/* checksum.c: what a copy was when it was made and found whole, beside it, so that bringing it back need not look through
 * it again.  content: where its bytes are, under that name or not yet. */
enum checksum { CHECKSUM_NONE, CHECKSUM_MATCHES, CHECKSUM_DIFFERS };
enum status checksum_keep(const char *content, const char *copy, struct error *error);
enum checksum checksum_look(const char *content, const char *copy);

/* document.c, documents.c: the files of papers. */
struct document;
enum document_state { DOCUMENT_MISSING, DOCUMENT_ALTERED, DOCUMENT_WHOLE };
const char *documents_folder(struct arena *arena, const char *store_path);
enum document_state document_open(struct arena *arena, const char *path, const char *hash,
				  const void **bytes, size_t *size);
/* Into a folder that is made when it is not there; on disk when it returns. */
enum status document_place(const char *folder, const struct document *document, struct error *error);
/* Those of one store beside another, where they are not yet. */
enum status documents_copy(const char *from_store, const char *to_store, struct error *error);

/* One text of table setting, in out; false when there is none. */
/* out: "" when there is none. */
enum status setting_get(struct connection *connection, const char *name, char *out, size_t size,
			struct error *error);
enum status setting_put(struct connection *connection, const char *name, const char *value,
			struct error *error);

#endif
