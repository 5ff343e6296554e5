/* The vault: all that is sealed in a store, and the keys it is sealed under (the key file, secret.h).  A rotation adds a key
 * and seals everything anew under it, a little at a time behind the gate; everybody reads both meanwhile.  It may be
 * stopped at any moment and goes on when it is started again, several at once share the work. */
#ifndef GUICHET_VAULT_H
#define GUICHET_VAULT_H

#include <guichet/error.h>
#include <stdbool.h>
#include <stdint.h>

struct session;

/* How many values of a column ("rank.pin_sealed") are sealed under a key; known: the key file has that key. */
typedef void vault_count(void *context, const char *place, int key, int64_t count, bool known);
enum status vault_counts(struct session *session, vault_count *told, void *context, struct error *error);
int vault_newest(const struct session *session); /* the key that seals */

/* Every value that does not open: another key's, damaged, or moved from another row or column. */
typedef void vault_fault(void *context, const char *place, int64_t row);
enum status vault_check(struct session *session, vault_fault *told, void *context, struct error *error);

/* done: values sealed anew by this one; failed: those that do not open, and stay as they are; left: all that are under an
 * older key still, those among them.  step is asked after each batch: false stops. */
struct vault_rotation {
	int key;
	bool resumed; /* of one that was stopped, or is at work: no key was added */
	int64_t done, failed, left;
};
typedef bool vault_step(void *context, int64_t done, int64_t total);
enum status vault_rotate(struct session *session, vault_step *step, void *context,
			 struct vault_rotation *rotation, struct error *error);

/* The keys under which nothing is sealed leave the key file, the newest apart: how many.  STATUS_REFUSED while a value
 * needs one of them. */
enum status vault_forget(struct session *session, int64_t *forgotten, struct error *error);

#endif
