/* Where a signature stands in a PDF (PAdES): what it covers is all of the file but the hexadecimal text of itself. */
#ifndef GUICHET_FILES_PDF_SIGN_H
#define GUICHET_FILES_PDF_SIGN_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct pdf_signature {
	char *bytes; /* of the whole file */
	size_t size;
	size_t hole, hole_end; /* of "<...>", both signs included */
};

/* The file with room for a signature of so many bytes, as libharu's with an update added to its end. */
enum status pdf_sign_prepare(struct arena *arena, const char *bytes, size_t size, int64_t at, size_t room,
			     struct pdf_signature *signature, struct error *error);
void pdf_sign_fill(const struct pdf_signature *signature, const char *der, size_t size);

enum pdf_found {
	PDF_SIGNED,
	PDF_UNSIGNED,
	PDF_ADDED, /* the signature does not cover the whole file */
};
/* Of any file: the last signature in it, as DER in arena.  bytes is not changed. */
enum pdf_found pdf_sign_find(struct arena *arena, const char *bytes, size_t size, struct pdf_signature *signature,
			     const char **der, size_t *der_size);

#endif
