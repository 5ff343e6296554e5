/* What is sent to people: the texts message.KIND.CHANNEL.subject and .body of the catalogue, and what each kind may
 * name (data/reference/messages.csv), with a sample of every field as a reader finds it. */
#ifndef GUICHET_MESSAGES_H
#define GUICHET_MESSAGES_H

#include <guichet/value.h>

struct arena;
struct help_topic;
struct lang;

extern const char *const message_channels[]; /* "sms", "email", "letter", NULL */

struct message_field {
	struct value sample;
	const char *name;
	const char *text; /* the sample is that text of the catalogue, or those lines, in the reader's language; NULL */
	bool must;	  /* no text of the kind is of use without it */
};
struct message_kind {
	const char *name;
	const struct message_field *fields; /* ends with name NULL */
};

/* In the order of the table; ends with name NULL. */
const struct message_kind *message_kinds(struct arena *arena);
/* A part, "subject" or "body", with the samples; NULL: there is no such text. */
const char *message_sample(struct arena *arena, const struct lang *lang,
			   const struct message_kind *kind, const char *channel, const char *part);
/* Every text in lang, to be read with the samples, a topic (help.h) by kind and channel under the name of its kind,
 * told in the language of reader. */
const struct help_topic *message_topics(struct arena *arena, const struct lang *reader,
					const struct lang *lang);
/* "{code}{label}": what the text of that key may name; NULL: it is the text of no known message. */
const char *message_places(struct arena *arena, const char *key);
/* The first field of the kind that args lack, the kind itself when it is unknown; NULL: all are there. */
const char *message_lacks(struct arena *arena, const char *kind, const struct arg *args);

/* Every fault of every text as it is now, overrides included: what it names, what it must name, what an SMS
 * costs.  file is the code of the language. */
void messages_check(void (*fault)(void *context, const char *file, int line, const char *key,
				  const struct arg *args),
		    void *context);

#endif
