/* Papers that people hand over (a grey card, a written request): their bytes are kept in a folder beside
 * the store, STORE.documents/ (0700), each in a file (0600) named by its hash, so that the same paper is
 * there once and an altered one shows; what it is of is a row of table document.  The folder is the
 * store's: whoever can open the one can open the other, and backup, restore and check take both. */
#ifndef GUICHET_DOCUMENT_H
#define GUICHET_DOCUMENT_H

#include <guichet/error.h>
#include <stddef.h>

struct arena;
struct store;

struct document {
	const char *name;  /* what its file was called, cleaned; for people */
	const char *media; /* "pdf", "jpeg", "png": what the bytes are, whatever the name says */
	const char *hash;  /* BLAKE2b in hexadecimal; NULL: no file was given */
	size_t size;	   /* bytes */
	const void *bytes; /* for document_keep; a handler has no use for them */
};

/* "pdf", "jpeg" or "png" by beginning, structure and end; NULL: none of them, or cut short. */
const char *document_media(const void *bytes, size_t size);

/* A file of the person's: regular, no link, not empty, most bytes at most, one of the three kinds; each
 * refusal by its own words.  "~/" is the home folder.  Waits for no writer: a pipe is refused, not read.
 * All of *document is in arena. */
enum status document_read(struct arena *arena, const char *path, size_t most, struct document *document,
			  struct error *error);

/* A file that the program itself has made, media as the end of its name says ("xlsx", "csv"). */
enum status document_made(struct arena *arena, const char *path, size_t most, struct document *document,
			  struct error *error);

/* Beside the store, on disk when it returns; there already: left alone when it is the same, written anew
 * when it is not.  Before the row's commit: a crash between leaves a file that check names, never a row
 * without its file. */
enum status document_keep(const struct store *store, const struct document *document, struct error *error);

/* A kept file into a new one (0640 less the umask) at path, its hash compared on the way; never overwrites, and leaves
 * nothing behind when it fails. */
enum status document_save(const struct store *store, const char *hash, const char *path, struct error *error);

/* The bytes of a kept file, in arena, its hash compared. */
enum status document_fetch(struct arena *arena, const struct store *store, const char *hash, const void **bytes,
			   size_t *size, struct error *error);

/* Takes away files that no row tells of, once they are a day old: what went with a message that is sent. */
enum status document_sweep(struct store *store, int64_t *count, struct error *error);

/* Those of these that no row tells of (names: a hash a line, made by us alone) are taken away at once. */
enum status document_forget(struct store *store, const char *names, struct error *error);

/* What is missing, altered, or of no row, told one by one. */
typedef void document_fault(void *context, const char *key, const struct arg *args);
enum status document_check(struct store *store, document_fault *fault, void *context,
			   struct error *error);

#endif
