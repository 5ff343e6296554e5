/* Signatures (CMS with CAdES attributes) and the pair of key and certificate that makes them. */
#ifndef GUICHET_FILES_CMS_H
#define GUICHET_FILES_CMS_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes that are signed, in as many parts as they stand in. */
struct cms_part {
	const void *bytes;
	size_t size;
};

/* A key with its certificate, and those that vouch for it.  Refused by words that name the setting: a key file that is
 * not its owner's alone, a key of another certificate or kind, a certificate that may not sign.  Without a key
 * (key NULL) the pair verifies and cannot sign. */
struct cms_pair;
enum status cms_pair_open(struct arena *arena, const char *key, const char *certificate, struct cms_pair **pair,
			  struct error *error);
void cms_pair_close(struct cms_pair **pair);
/* Seconds; an error before and after the certificate's time. */
enum status cms_pair_valid(const struct cms_pair *pair, int64_t at, struct error *error);
const char *cms_pair_name(const struct cms_pair *pair);
int64_t cms_pair_end(const struct cms_pair *pair);
size_t cms_pair_room(const struct cms_pair *pair); /* bytes that a signature takes at most */
/* A P-256 key (0600) and a certificate for it by itself, new files; left alone where both are there. */
struct cms_wanted {
	const char *key, *certificate, *name;
	int64_t from, until;
};
enum status cms_pair_make(const struct cms_wanted *wanted, struct error *error);

/* Detached, said to be made at. */
enum status cms_sign(struct arena *arena, const struct cms_pair *pair, const struct cms_part *parts, size_t count,
		     int64_t at, const char **signature, size_t *size, struct error *error);

enum cms_verdict {
	CMS_GOOD,
	CMS_NONE,	 /* no such signature at all */
	CMS_OTHER,	 /* of other bytes */
	CMS_ALTERED,	 /* of these bytes, but changed itself */
	CMS_UNKNOWN,	 /* sound, by a certificate that is not the pair's */
	CMS_OUT_OF_TIME, /* the pair's, at a time when it was not valid */
};
struct cms_signer {
	const char *name; /* of who signed, in arena */
	int64_t at;	  /* when, as signed */
};
/* At the time of the signature. */
enum cms_verdict cms_verify(struct arena *arena, const struct cms_pair *pair, const struct cms_part *parts,
			    size_t count, const char *signature, size_t size, struct cms_signer *signer);

#endif
