/* The texts of messages as their readers find them, with samples in place of what is somebody's. */
#include <guichet/arena.h>
#include <guichet/help.h>
#include <guichet/lang.h>
#include <guichet/messages.h>
#include <guichet/sms.h>
#include <guichet/text.h>
#include <string.h>

enum { KIND_WIDTH = 34, CHANNEL_WIDTH = 8 };

static const char *
title_of(struct arena *arena, const struct lang *reader, const char *kind, const char *channel,
	 const char *body)
{
	const bool sms = strcmp(channel, "sms") == 0;
	const int64_t parts = (int64_t)sms_measure(sms_text(arena, body)).parts;

	return arena_format(
	    arena, "%s%s%s",
	    text_pad(arena, lang_choice(reader, "message_kind", kind), KIND_WIDTH, false),
	    text_pad(arena, lang_choice(reader, "channel", channel), CHANNEL_WIDTH, false),
	    sms ? lang_format(arena, reader, "texts.parts", ARGS(ARG_INT("count", parts))) : "");
}

static struct help_topic
topic_of(struct arena *arena, const struct lang *reader, const struct lang *lang,
	 const struct message_kind *kind, const char *channel)
{
	const char *subject = message_sample(arena, lang, kind, channel, "subject");
	const char *body = message_sample(arena, lang, kind, channel, "body");

	if (body == NULL)
		return (struct help_topic){ .name = NULL };
	return (struct help_topic){
		.name = kind->name,
		.title = title_of(arena, reader, kind->name, channel, body),
		.words = kind->name,
		.text = subject == NULL
			    ? body
			    : arena_format(arena, "%s\n\n%s",
					   lang_format(arena, reader, "texts.subject",
						       ARGS(ARG_TEXT("subject", subject))),
					   body),
	};
}

const struct help_topic *
message_topics(struct arena *arena, const struct lang *reader, const struct lang *lang)
{
	const struct message_kind *kinds = message_kinds(arena);
	size_t channels = 0, count = 0;

	while (message_channels[channels] != NULL)
		channels++;
	while (kinds[count].name != NULL)
		count++;
	struct help_topic *topics = arena_array(arena, count * channels + 1, sizeof *topics);
	count = 0;
	for (const struct message_kind *kind = kinds; kind->name != NULL; kind++)
		for (size_t i = 0; i < channels; i++) {
			topics[count] = topic_of(arena, reader, lang, kind, message_channels[i]);
			count += topics[count].name != NULL;
		}
	return topics;
}
