/* An e-mail's text as RFC 5322 and MIME want it: ASCII, short lines, LF at their ends (the program that
 * sends it makes CRLF of them).  Pure; what comes in is clean UTF-8, what goes out holds no line that
 * was not meant. */
#ifndef GUICHET_EXCHANGE_MIME_H
#define GUICHET_EXCHANGE_MIME_H

#include <stddef.h>

struct builder;

/* "Subject: ..." with its newline: as it is where it can be, else encoded words (RFC 2047), folded. */
void mime_header(struct builder *out, const char *name, const char *text);
/* "From: NAME <ADDRESS>"; name "" is left out. */
void mime_mailbox(struct builder *out, const char *header, const char *name, const char *address);
/* "; filename=..." on a line of its own: quoted, or RFC 2231 in as many pieces as it takes. */
void mime_parameter(struct builder *out, const char *name, const char *value);
void mime_quoted_printable(struct builder *out, const char *text);
void mime_base64(struct builder *out, const void *bytes, size_t size); /* lines of 76 */

#endif
