/* What the files of digital authorisations share (AUT). */
#ifndef GUICHET_DOMAIN_AUTHORISATION_H
#define GUICHET_DOMAIN_AUTHORISATION_H

#include "domain.h"

/* authorisation_told.c: its facts (statement authorisation.facts); it is what the command is about.
 */
enum status authorisation_facts(struct work *work, int64_t authorisation, const struct row **facts);
/* Its time has come, whether or not the night has written it down. */
bool authorisation_lapsed(const struct work *work, const struct row *facts);
/* AUT-03: plate, driver, station, amount, until when. */
void authorisation_tell(struct work *work, const struct row *facts);
/* Arguments of sentences and messages about it, in the arena: code card plate driver station amount
 * credit currency until phone customer at. */
const struct arg *authorisation_args(struct work *work, const struct row *facts);
/* The language of what its driver is sent. */
const char *authorisation_language(const struct row *facts);
/* AUT-04, AUT-06: an SMS to the driver; says so. */
enum status authorisation_text(struct work *work, const struct row *facts, const char *kind);
/* That, and a message of kind alert to whoever asked to hear of it (ALT-01). */
enum status authorisation_announce(struct work *work, const struct row *facts, const char *kind,
				   const char *alert);
/* Refuses what is over, saying when and how: cancelled, used, expired (AUT-06, AUT-07). */
enum status authorisation_check_open(struct work *work, const struct row *facts);
/* Once it has ended it is found by its numbers alone. */
enum status authorisation_leave(struct work *work, const struct row *facts);
/* AUT-07: what was bought with it at that stamp, in its life, though it may have ended since. */
enum status authorisation_spend(struct work *work, int64_t authorisation, int64_t amount, const char *at);

#endif
