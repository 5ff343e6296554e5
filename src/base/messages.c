#include <guichet/arena.h>
#include <guichet/embedded.h>
#include <guichet/lang.h>
#include <guichet/messages.h>
#include <guichet/sms.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "data/reference/messages.csv"
#define CHOICE "choice:"
#define PREFIX "message."

enum { SMS_PARTS_WANTED = 2 };
enum { KIND, FIELD, TYPE, SAMPLE, MUST, CELLS };

const char *const message_channels[] = { "sms", "email", "letter", NULL };

/* --- the table --- */

static struct value
sample_of(struct arena *arena, const char *type, const char *text)
{
	struct value value = value_text(TYPE_TEXT, text);
	enum type known = TYPE_TEXT;

	if (strcmp(type, "lines") == 0)
		return value_text_lines(text);
	if (strncmp(type, CHOICE, sizeof CHOICE - 1) == 0)
		return value_choice(arena_copy(arena, type + sizeof CHOICE - 1), text);
	if (!type_by_name(type, &known)) {
		fprintf(stderr, "guichet: %s: no type %s\n", TABLE, type);
		abort(); /* compiled in as it is */
	}
	value.type = known;
	if (known == TYPE_INT || known == TYPE_MONEY)
		value = value_number(known, strtoll(text, NULL, 10));
	return value;
}

static size_t
count_lines(void)
{
	size_t count = 0;
	for (const char *at = embedded_find(TABLE)->text; (at = strchr(at, '\n')) != NULL; at++)
		count++;
	return count;
}

static void
read_field(struct arena *arena, const char *const *cells, struct message_field *field)
{
	const bool named = cells[SAMPLE][0] == '@';
	*field = (struct message_field){
		.name = cells[FIELD],
		.text = named ? cells[SAMPLE] + 1 : NULL,
		.sample = sample_of(arena, cells[TYPE], cells[SAMPLE]),
		.must = strcmp(cells[MUST], "must") == 0,
	};
}

/* The lines of a kind stand together; an empty field ends them. */
const struct message_kind *
message_kinds(struct arena *arena)
{
	struct table_reader table;
	const char *cells[CELLS];
	const size_t room = 2 * count_lines() + 1;
	struct message_kind *kinds = arena_array(arena, room, sizeof *kinds);
	struct message_field *fields = arena_array(arena, room, sizeof *fields);
	size_t count = 0;

	table_open(&table, TABLE);
	while (table_next(&table, arena, cells, CELLS) > 0) {
		if (count == 0 || strcmp(kinds[count - 1].name, cells[KIND]) != 0) {
			fields += count > 0;
			kinds[count++] =
			    (struct message_kind){ .name = cells[KIND], .fields = fields };
		}
		read_field(arena, cells, fields++);
	}
	return kinds;
}

static const struct message_kind *
find_kind(const struct message_kind *kinds, const char *name)
{
	for (; kinds->name != NULL; kinds++)
		if (strcmp(kinds->name, name) == 0)
			return kinds;
	return NULL;
}

/* "message.KIND.CHANNEL.PART": the kind of such a key. */
static const struct message_kind *
kind_of(struct arena *arena, const struct message_kind *kinds, const char *key)
{
	if (strncmp(key, PREFIX, sizeof PREFIX - 1) != 0)
		return NULL;
	key += sizeof PREFIX - 1;
	return find_kind(kinds, arena_copy_bytes(arena, key, strcspn(key, ".")));
}

static const char *
places_of(struct arena *arena, const struct message_kind *kinds, const char *key)
{
	const struct message_kind *kind = kind_of(arena, kinds, key);
	struct builder places = { .arena = arena };

	if (kind == NULL)
		return NULL;
	for (const struct message_field *field = kind->fields; field->name != NULL; field++)
		builder_format(&places, "{%s}", field->name);
	return builder_text(&places);
}

static bool
is_given(const struct arg *args, const char *name, size_t size)
{
	for (; args != NULL && args->name != NULL; args++)
		if (strncmp(args->name, name, size) == 0 && args->name[size] == '\0')
			return true;
	return false;
}

/* Every message that is queued asks: the table is looked at where it stands, not made anew. */
const char *
message_places(struct arena *arena, const char *key)
{
	return places_of(arena, message_kinds(arena), key);
}

/* NULL behind the last. */
static const char *
line_after(const char *line)
{
	const char *end = strchr(line, '\n');
	return end != NULL ? end + 1 : NULL;
}

const char *
message_lacks(struct arena *arena, const char *kind, const struct arg *args)
{
	const size_t size = strlen(kind);
	const char *lacking = kind; /* that nobody knows */

	for (const char *line = embedded_find(TABLE)->text; line != NULL; line = line_after(line)) {
		if (strncmp(line, kind, size) != 0 || line[size] != ';')
			continue;
		const char *field = line + size + 1;
		const size_t length = strcspn(field, ";");
		if (!is_given(args, field, length))
			return arena_copy_bytes(arena, field, length);
		lacking = NULL;
	}
	return lacking;
}

/* --- with the samples --- */

static const struct arg *samples(struct arena *arena, const struct lang *lang,
				 const struct message_kind *kind);

/* Of a list, its lines, which have the samples of a kind of their own. */
static struct value
sample_text(struct arena *arena, const struct lang *lang, const struct message_field *field)
{
	const struct message_kind *line = kind_of(arena, message_kinds(arena), field->text);
	struct value value = field->sample;
	struct builder lines = { .arena = arena };

	value.text = lang_text(lang, field->text);
	if (line == NULL)
		return value;
	for (const char *at = field->text; *at != '\0'; at += strspn(at, " ")) {
		const size_t size = strcspn(at, " ");
		builder_format(&lines, "%s\n",
			       lang_format(arena, lang, arena_copy_bytes(arena, at, size),
					   samples(arena, lang, line)));
		at += size;
	}
	value.text = builder_text(&lines);
	return value;
}

static const struct arg *
samples(struct arena *arena, const struct lang *lang, const struct message_kind *kind)
{
	size_t count = 0;
	while (kind->fields[count].name != NULL)
		count++;
	struct arg *args = arena_array(arena, count + 1, sizeof *args);
	for (size_t i = 0; i < count; i++) {
		const struct message_field *field = &kind->fields[i];
		args[i].name = field->name;
		args[i].value =
		    field->text != NULL ? sample_text(arena, lang, field) : field->sample;
	}
	return args;
}

const char *
message_sample(struct arena *arena, const struct lang *lang, const struct message_kind *kind,
	       const char *channel, const char *part)
{
	const char *key = arena_format(arena, PREFIX "%s.%s.%s", kind->name, channel, part);

	if (lang_find(lang, key) == NULL)
		return NULL;
	return lang_format(arena, lang, key, samples(arena, lang, kind));
}

/* --- every fault --- */

struct checking {
	struct arena *scratch; /* of one text */
	const struct message_kind *kinds;
	const struct lang *lang;
	void (*fault)(void *context, const char *file, int line, const char *key,
		      const struct arg *args);
	void *context;
};

static void
tell(const struct checking *checking, const char *key, const struct arg *args)
{
	checking->fault(checking->context, lang_code(checking->lang), 0, key, args);
}

static bool
names(struct arena *arena, const char *text, const char *field)
{
	return text != NULL && strstr(text, arena_format(arena, "{%s}", field)) != NULL;
}

/* What is in braces is a field of the kind, whatever else a text says. */
static void
check_places(const struct checking *checking, const char *key, const char *text, const char *places)
{
	for (; (text = strchr(text, '{')) != NULL; text++) {
		const size_t size = strcspn(text, "}");
		const char *place =
		    arena_copy_bytes(checking->scratch, text, size + (text[size] != '\0'));
		if (text[size] == '\0' || strstr(places, place) == NULL)
			tell(checking, "fault.text_place",
			     ARGS(ARG_TEXT("name", key), ARG_TEXT("place", place)));
	}
}

static void
check_text(void *context, const char *key, const char *text)
{
	const struct checking *checking = context;

	if (strncmp(key, PREFIX, sizeof PREFIX - 1) != 0)
		return;
	arena_reset(checking->scratch);
	const char *places = places_of(checking->scratch, checking->kinds, key);
	if (places == NULL)
		tell(checking, "fault.message_kind", ARGS(ARG_TEXT("name", key)));
	else
		check_places(checking, key, text, places);
}

/* A sign that GSM 03.38 lacks goes without its accent, or makes the text cost more than twice as
 * much; NULL: there is none. */
static const char *
costly_sign(struct arena *arena, const char *text)
{
	for (size_t size; *text != '\0'; text += size) {
		size = text_next(text, 0);
		const char *sign = arena_copy_bytes(arena, text, size);
		if (sms_measure(sign).unicode)
			return sign;
	}
	return NULL;
}

static void
check_sms(const struct checking *checking, const char *key, const char *text)
{
	const char *sign = costly_sign(checking->scratch, text);
	const size_t parts = sms_measure(text).parts;

	if (sign != NULL)
		tell(checking, "fault.message_sign",
		     ARGS(ARG_TEXT("name", key), ARG_TEXT("sign", sign)));
	else if (parts > SMS_PARTS_WANTED)
		tell(checking, "fault.message_long",
		     ARGS(ARG_TEXT("name", key), ARG_INT("count", (int64_t)parts),
			  ARG_INT("most", SMS_PARTS_WANTED)));
}

static void
check_channel(const struct checking *checking, const struct message_kind *kind, const char *channel)
{
	struct arena *arena = checking->scratch;
	arena_reset(arena);
	const char *subject_key = arena_format(arena, PREFIX "%s.%s.subject", kind->name, channel);
	const char *body_key = arena_format(arena, PREFIX "%s.%s.body", kind->name, channel);
	const char *subject = lang_find(checking->lang, subject_key);
	const char *body = lang_find(checking->lang, body_key);

	if (body == NULL)
		return; /* not sent that way */
	for (const struct message_field *field = kind->fields; field->name != NULL; field++)
		if (field->must && !names(arena, body, field->name) &&
		    !names(arena, subject, field->name))
			tell(checking, "fault.message_must",
			     ARGS(ARG_TEXT("name", body_key), ARG_TEXT("field", field->name)));
	const char *sample = message_sample(arena, checking->lang, kind, channel, "body");
	if (strcmp(channel, "sms") != 0) {
		if (subject == NULL || subject[0] == '\0' || strchr(subject, '\n') != NULL)
			tell(checking, "fault.message_subject",
			     ARGS(ARG_TEXT("name", subject_key)));
	} else if (sample != NULL) {
		check_sms(checking, body_key, sample);
	}
}

static bool
is_sent(const struct checking *checking, const struct message_kind *kind)
{
	for (const char *const *channel = message_channels; *channel != NULL; channel++)
		if (lang_find(checking->lang, arena_format(checking->scratch, PREFIX "%s.%s.body",
							   kind->name, *channel)) != NULL)
			return true;
	return false;
}

/* The outbox names a kind by these. */
static void
check_words(const struct checking *checking, const struct message_kind *kind)
{
	const char *key = arena_format(checking->scratch, "choice.message_kind.%s", kind->name);
	if (is_sent(checking, kind) && lang_find(checking->lang, key) == NULL)
		tell(checking, "check.no_text",
		     ARGS(ARG_TEXT("name", key), ARG_TEXT("language", lang_code(checking->lang))));
}

void
messages_check(void (*fault)(void *context, const char *file, int line, const char *key,
			     const struct arg *args),
	       void *context)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	struct checking checking = { .scratch = scratch,
				     .kinds = message_kinds(arena),
				     .fault = fault,
				     .context = context };

	for (const char *const *code = lang_codes; *code != NULL; code++) {
		checking.lang = lang_get(*code);
		lang_each(checking.lang, check_text, &checking);
		for (const struct message_kind *kind = checking.kinds; kind->name != NULL; kind++) {
			check_words(&checking, kind);
			for (const char *const *channel = message_channels; *channel != NULL;
			     channel++)
				check_channel(&checking, kind, *channel);
		}
	}
	arena_free(&scratch);
	arena_free(&arena);
}
