/* The settings: data/guichet.conf holds every one with its default and a line on it; a file of the
 * host (--config, GUICHET_CONFIG, /etc/guichet/guichet.conf) overrides.  Names are dotted paths. */
#ifndef GUICHET_CONFIG_H
#define GUICHET_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct arg;
struct config;
struct error;

typedef void config_fault(void *context, const char *file, int line, const char *key,
			  const struct arg *args);

/* path NULL: the defaults, and /etc/guichet/guichet.conf when it is there.  A named file that
 * cannot be read is an error; unknown names and wrong types are faults, all told at once, and keep
 * the default. */
struct config *config_load(const char *path, config_fault *fault, void *context);
void config_free(struct config **config);

/* A name that data/guichet.conf does not declare is a broken invariant: it aborts. */
const char *config_text(const struct config *config, const char *name); /* "" when empty */
int64_t config_int(const struct config *config, const char *name);
bool config_bool(const struct config *config, const char *name);
const char *config_path(const struct config *config); /* the file read, or NULL */

#endif
