/* A screen file into a struct: tables say which settings each kind of group has.  The only file
 * here that knows libconfig. */
#include "private.h"

#include <guichet/arena.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	TEXT,
	NUMBER,
	FLAG,
	CHOICE, /* one of words: its place among them is the value */
	TYPE,
	SCOPE, /* a column, "staff", "account" or "everybody" */
	TEXTS,
	PAIRS,
	GROUPS,
};

struct setting {
	const char *name;
	size_t at; /* in the group's struct */
	enum kind kind;
	bool needed;
	const char *const *words;
	const struct shape *shape; /* GROUPS: what each is ... */
	size_t count_at;           /* ... and where their number goes */
};

struct shape {
	const struct setting *settings; /* ends with name NULL */
	size_t size, line_at;
};

struct reader {
	struct arena *arena;
	struct faults *faults;
};

#define AT(type, field) offsetof(struct type, field)
#define SHAPE(table, type)                                                                  \
	{                                                                                   \
		.settings = (table), .size = sizeof(struct type), .line_at = AT(type, line) \
	}
#define HAS(text, what, type, field)                                  \
	{                                                             \
		.name = (text), .kind = (what), .at = AT(type, field) \
	}
#define NEEDS(text, what, type, field)                                                \
	{                                                                             \
		.name = (text), .kind = (what), .at = AT(type, field), .needed = true \
	}
#define ONE_OF(text, type, field, list)                                                \
	{                                                                              \
		.name = (text), .kind = CHOICE, .at = AT(type, field), .words = (list) \
	}
#define MANY(text, type, list, number, form)                                            \
	{                                                                               \
		.name = (text), .kind = GROUPS, .at = AT(type, list), .shape = &(form), \
		.count_at = AT(type, number)                                            \
	}
#define END                  \
	{                    \
		.name = NULL \
	}

static const char *const kind_words[] = { "list", "record", "menu", NULL };
static const char *const op_words[] = {
	"equal",  "prefix", "range", "bool",  "known",  "words", "tail", "past",
	"future", "from",   "until", "among", "member", "near",  NULL,
};

static const struct setting column_settings[] = {
	NEEDS("field", TEXT, column, field),
	HAS("type", TYPE, column, type),
	HAS("vocabulary", TEXT, column, vocabulary),
	HAS("width", NUMBER, column, width),
	HAS("least", NUMBER, column, least),
	HAS("hidden", FLAG, column, hidden),
	HAS("sort", FLAG, column, sort),
	HAS("sort_field", TEXT, column, sort_field),
	HAS("road", TEXT, column, road),
	HAS("id_bits", NUMBER, column, id_bits),
	HAS("scoped", FLAG, column, scoped),
	HAS("filled", FLAG, column, filled),
	HAS("past", FLAG, column, past),
	HAS("days", FLAG, column, days),
	HAS("turned", PAIRS, column, turned),
	HAS("until", PAIRS, column, until),
	HAS("style", TEXT, column, style),
	HAS("right", FLAG, column, right),
	HAS("tail", FLAG, column, card_tail),
	HAS("known", FLAG, column, known),
	HAS("whole", FLAG, column, whole),
	HAS("staff", FLAG, column, staff),
	HAS("beyond", FLAG, column, beyond),
	HAS("near", FLAG, column, near),
	HAS("places", NUMBER, column, places),
	HAS("head", FLAG, column, head),
	HAS("total", TEXT, column, total),
	END,
};
static const struct shape column_shape = SHAPE(column_settings, column);

static const struct setting filter_settings[] = {
	HAS("name", TEXT, filter, name),
	NEEDS("field", TEXT, filter, field),
	HAS("type", TYPE, filter, type),
	ONE_OF("op", filter, op, op_words),
	HAS("vocabulary", TEXT, filter, vocabulary),
	HAS("advanced", FLAG, filter, advanced),
	HAS("quick", FLAG, filter, quick),
	HAS("folded", FLAG, filter, folded),
	HAS("seek", FLAG, filter, seek),
	HAS("owner", FLAG, filter, owner),
	HAS("orders", FLAG, filter, orders),
	HAS("road", TEXT, filter, road),
	HAS("id_bits", NUMBER, filter, id_bits),
	HAS("kind", TEXT, filter, kind),
	HAS("silent", FLAG, filter, silent),
	HAS("needed", TEXT, filter, needed),
	HAS("rights", PAIRS, filter, rights),
	HAS("town", TEXT, filter, town),
	HAS("postcode", TEXT, filter, postcode),
	END,
};
static const struct shape filter_shape = SHAPE(filter_settings, filter);

static const struct setting binding_settings[] = {
	NEEDS("key", TEXT, binding, key),     HAS("option", NUMBER, binding, option),
	HAS("screen", TEXT, binding, screen), HAS("command", TEXT, binding, command),
	HAS("create", FLAG, binding, create), HAS("bulk", FLAG, binding, bulk),
	HAS("file", FLAG, binding, file),     HAS("with", PAIRS, binding, with),
	HAS("when", TEXT, binding, when),     END,
};
static const struct shape binding_shape = SHAPE(binding_settings, binding);

static const struct setting tab_settings[] = {
	NEEDS("number", NUMBER, tab, number),
	NEEDS("name", TEXT, tab, name),
	MANY("fields", tab, fields, field_count, column_shape),
	HAS("screen", TEXT, tab, screen),
	HAS("with", PAIRS, tab, with),
	HAS("when", TEXT, tab, when),
	END,
};
static const struct shape tab_shape = SHAPE(tab_settings, tab);

static const struct setting menu_settings[] = {
	NEEDS("number", NUMBER, menu_entry, number), NEEDS("name", TEXT, menu_entry, name),
	HAS("screens", TEXTS, menu_entry, screens),  HAS("action", TEXT, menu_entry, action),
	HAS("right", TEXT, menu_entry, right),       END,
};
static const struct shape menu_shape = SHAPE(menu_settings, menu_entry);

static const struct setting waiting_settings[] = {
	NEEDS("name", TEXT, waiting, name),
	NEEDS("screen", TEXT, waiting, screen),
	HAS("filters", PAIRS, waiting, filters),
	HAS("first", TEXT, waiting, first),
	END,
};
static const struct shape waiting_shape = SHAPE(waiting_settings, waiting);

static const struct setting screen_settings[] = {
	NEEDS("name", TEXT, screen, name),
	ONE_OF("kind", screen, kind, kind_words),
	HAS("right", TEXT, screen, right),
	HAS("view", TEXT, screen, view),
	HAS("scope", SCOPE, screen, scope),
	HAS("members", TEXT, screen, members),
	HAS("key", TEXT, screen, key),
	HAS("id", TEXT, screen, id),
	HAS("row_id", TEXT, screen, row_id),
	HAS("scope_road", TEXT, screen, scope_road),
	HAS("scope_id_bits", NUMBER, screen, scope_id_bits),
	HAS("order", TEXT, screen, order),
	HAS("again", FLAG, screen, again),
	HAS("brief", FLAG, screen, brief),
	HAS("shows", TEXT, screen, kind_name),
	HAS("sheet", TEXT, screen, sheet),
	HAS("machine", TEXT, screen, machine),
	HAS("paper", TEXT, screen, paper),
	HAS("tally", TEXT, screen, tally),
	HAS("tally_by", TEXTS, screen, tally_by),
	MANY("columns", screen, columns, column_count, column_shape),
	MANY("filters", screen, filters, filter_count, filter_shape),
	MANY("keys", screen, bindings, binding_count, binding_shape),
	MANY("tabs", screen, tabs, tab_count, tab_shape),
	MANY("sections", screen, menu, menu_count, menu_shape),
	MANY("waiting", screen, waiting, waiting_count, waiting_shape),
	END,
};
static const struct shape screen_shape = SHAPE(screen_settings, screen);

static int
line_of(const config_setting_t *setting)
{
	return (int)config_setting_source_line(setting);
}

static void
wrong(const struct reader *reader, const config_setting_t *setting, const char *key)
{
	const char *name = config_setting_name(setting);
	fault_tell(reader->faults, line_of(setting), key, ARGS(ARG_TEXT("name", name ? name : "")));
}

static const char *
text_of(const struct reader *reader, const config_setting_t *setting)
{
	if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
		wrong(reader, setting, "fault.setting_text");
		return NULL;
	}
	return arena_copy(reader->arena, config_setting_get_string(setting));
}

static const struct setting *
setting_named(const struct shape *shape, const char *name)
{
	for (const struct setting *s = shape->settings; s->name; s++)
		if (name && !strcmp(s->name, name))
			return s;
	return NULL;
}

static int
word_place(const char *const *words, const char *word)
{
	for (int i = 0; word && words[i]; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

int
screen_kind_named(const char *word)
{
	return word_place(kind_words, word);
}

static void
read_number(const struct reader *reader, const config_setting_t *setting, int *number)
{
	if (config_setting_type(setting) != CONFIG_TYPE_INT)
		wrong(reader, setting, "fault.setting_number");
	else if (config_setting_get_int(setting) < 0 || config_setting_get_int(setting) > 999)
		wrong(reader, setting, "fault.setting_range");
	else
		*number = config_setting_get_int(setting);
}

static void
read_flag(const struct reader *reader, const config_setting_t *setting, bool *flag)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		wrong(reader, setting, "fault.setting_flag");
	else
		*flag = config_setting_get_bool(setting);
}

static void
read_choice(const struct reader *reader, const config_setting_t *setting, const char *const *words,
	    void *out)
{
	const char *word = text_of(reader, setting);
	int place = word_place(words, word);
	if (word && place < 0)
		wrong(reader, setting, "fault.setting_word");
	else if (word)
		memcpy(out, &place, sizeof place);
}

static void
read_type(const struct reader *reader, const config_setting_t *setting, enum type *out)
{
	const char *word = text_of(reader, setting);
	enum type type;
	if (word && !type_by_name(word, &type))
		wrong(reader, setting, "fault.setting_word");
	else if (word)
		*out = type;
}

static void
read_texts(const struct reader *reader, const config_setting_t *setting, const char *const **out)
{
	if (config_setting_type(setting) != CONFIG_TYPE_ARRAY &&
	    config_setting_type(setting) != CONFIG_TYPE_LIST) {
		wrong(reader, setting, "fault.setting_texts");
		return;
	}
	unsigned count = (unsigned)config_setting_length(setting);
	const char **texts = arena_array(reader->arena, count + 1, sizeof *texts);
	size_t kept = 0;
	for (unsigned i = 0; i < count; i++) {
		const char *text = text_of(reader, config_setting_get_elem(setting, i));
		if (text)
			texts[kept++] = text;
	}
	*out = texts;
}

static void
read_pairs(const struct reader *reader, const config_setting_t *setting, const struct pairing **out)
{
	if (config_setting_type(setting) != CONFIG_TYPE_GROUP) {
		wrong(reader, setting, "fault.setting_group");
		return;
	}
	unsigned count = (unsigned)config_setting_length(setting);
	struct pairing *pairs = arena_array(reader->arena, count + 1, sizeof *pairs);
	size_t kept = 0;
	for (unsigned i = 0; i < count; i++) {
		const config_setting_t *pair = config_setting_get_elem(setting, i);
		const char *field = text_of(reader, pair);
		if (!field)
			continue;
		const char *name = arena_copy(reader->arena, config_setting_name(pair));
		pairs[kept++] = (struct pairing){ .name = name, .field = field };
	}
	*out = pairs;
}

/* A group's settings that are not groups themselves. */
static void
read_plain(const struct reader *reader, const config_setting_t *setting, const struct setting *what,
	   char *out)
{
	void *at = out + what->at;
	const char *text;
	switch (what->kind) {
	case TEXT:
	case SCOPE:
		text = text_of(reader, setting);
		if (text && !*text)
			wrong(reader, setting, "fault.setting_empty");
		memcpy(at, &text, sizeof text);
		break;
	case NUMBER:
		read_number(reader, setting, at);
		break;
	case FLAG:
		read_flag(reader, setting, at);
		break;
	case CHOICE:
		read_choice(reader, setting, what->words, at);
		break;
	case TYPE:
		read_type(reader, setting, at);
		break;
	case TEXTS:
		read_texts(reader, setting, at);
		break;
	case PAIRS:
		read_pairs(reader, setting, at);
		break;
	case GROUPS:
		break;
	}
}

static void read_group(const struct reader *reader, const config_setting_t *group,
		       const struct shape *shape, char *out);

static void
read_groups(const struct reader *reader, const config_setting_t *setting,
	    const struct setting *what, char *out)
{
	if (config_setting_type(setting) != CONFIG_TYPE_LIST) {
		wrong(reader, setting, "fault.setting_list");
		return;
	}
	size_t count = (size_t)config_setting_length(setting);
	char *groups = arena_array(reader->arena, count + 1, what->shape->size);
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const config_setting_t *group = config_setting_get_elem(setting, (unsigned)i);
		if (config_setting_type(group) != CONFIG_TYPE_GROUP) {
			fault_tell(reader->faults, line_of(group), "fault.setting_group",
				   ARGS(ARG_TEXT("name", what->name)));
			continue;
		}
		read_group(reader, group, what->shape, groups + kept++ * what->shape->size);
	}
	memcpy(out + what->at, &groups, sizeof groups);
	memcpy(out + what->count_at, &kept, sizeof kept);
}

/* What has no text where one is needed is told, and has an empty one: whoever walks the rest finds
 * no NULL. */
static void
need(const struct reader *reader, const config_setting_t *group, const struct setting *what,
     char *out)
{
	const char *text = NULL;
	if (!config_setting_get_member(group, what->name))
		fault_tell(reader->faults, line_of(group), "fault.setting_missing",
			   ARGS(ARG_TEXT("name", what->name)));
	if (what->kind != TEXT)
		return;
	memcpy(&text, out + what->at, sizeof text);
	if (!text) {
		text = "";
		memcpy(out + what->at, &text, sizeof text);
	}
}

/* Goes no deeper than the tables do: screen, tab, field. */
static void
read_group(const struct reader *reader, const config_setting_t *group, const struct shape *shape,
	   char *out)
{
	int line = line_of(group);
	memcpy(out + shape->line_at, &line, sizeof line);
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const struct setting *what = setting_named(shape, config_setting_name(setting));
		if (!what)
			wrong(reader, setting, "fault.setting_unknown");
		else if (what->kind == GROUPS)
			read_groups(reader, setting, what, out);
		else
			read_plain(reader, setting, what, out);
	}
	for (const struct setting *s = shape->settings; s->name; s++)
		if (s->needed)
			need(reader, group, s, out);
}

static struct screen *
read_screen(const struct reader *reader, const config_t *config)
{
	const config_setting_t *root = config_root_setting(config);
	struct screen *screen = NULL;
	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
		if (strcmp(config_setting_name(setting), "screen") != 0 ||
		    config_setting_type(setting) != CONFIG_TYPE_GROUP) {
			wrong(reader, setting, "fault.setting_unknown");
			continue;
		}
		screen = arena_alloc(reader->arena, sizeof *screen);
		read_group(reader, setting, &screen_shape, (char *)screen);
	}
	if (!screen)
		fault_tell(reader->faults, 1, "fault.setting_missing",
			   ARGS(ARG_TEXT("name", "screen")));
	return screen;
}

const struct screen *
screen_read(struct arena *arena, const char *file, const char *text, struct faults *faults)
{
	struct reader reader = { .arena = arena, .faults = faults };
	struct screen *screen = NULL;
	config_t config;
	memory_to_parse(strlen(text));
	config_init(&config);
	if (config_read_string(&config, text))
		screen = read_screen(&reader, &config);
	else
		fault_tell(faults, config_error_line(&config), "fault.setting_syntax",
			   ARGS(ARG_TEXT("reason", config_error_text(&config))));
	config_destroy(&config);
	if (screen) {
		screen->file = arena_copy(arena, file);
		screen_complete(arena, screen);
	}
	return screen;
}
