#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/embedded.h>
#include <guichet/error.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OF_HOST "/etc/guichet/guichet.conf"
#define NAME_SIZE 80
#define DEPTH_MOST 4

/* What a value must be besides its type.  Passwords are never weaker than ACC-02 wants. */
static const struct limit {
	const char *name;
	int64_t least, most; /* of a number; of the digits of a text without words */
	const char *words;   /* the ones it may be, blank-separated */
} limits[] = {
	{ .name = "language", .words = "fr nl en" },
	{ .name = "letter.window", .words = "left right" },
	{ .name = "message.email_transport", .words = "spool sendmail" },
	{ .name = "message.sms_transport", .words = "spool gammu" },
	{ .name = "message.letter_transport", .words = "post spool" },
	{ .name = "message.sendmail_seconds", .least = 1, .most = 3600 },
	{ .name = "message.files_days", .least = 1, .most = 365 },
	{ .name = "message.keep_hours", .least = 1, .most = 720 },
	{ .name = "ui.theme", .words = "default mono contrast" },
	{ .name = "card.prefix", .least = 1, .most = 8 },
	{ .name = "export.mail_most_mib", .least = 1, .most = 100 },
	{ .name = "session.lock_minutes", .least = 1, .most = 1440 },
	{ .name = "session.leave_minutes", .least = 1, .most = 10080 },
	{ .name = "session.most_hours", .least = 0, .most = 168 },
	{ .name = "auth.min_length_customer", .least = 7, .most = 64 },
	{ .name = "auth.min_length_staff", .least = 7, .most = 64 },
	{ .name = "auth.history", .least = 4, .most = 24 },
	{ .name = "auth.lock_after", .least = 1, .most = 100 },
	{ .name = "auth.lock_minutes", .least = 1, .most = 1440 },
	{ .name = "auth.lock_most_hours", .least = 1, .most = 720 },
	{ .name = "auth.invitation_hours", .least = 1, .most = 720 },
	{ .name = "auth.reset_minutes", .least = 5, .most = 1440 },
	{ .name = "auth.reset_most", .least = 1, .most = 100 },
	{ .name = "auth.reset_tries", .least = 1, .most = 10 },
	{ .name = "auth.keep_days", .least = 30, .most = 3650 },
	{ .name = "aircode.hours", .least = 1, .most = 720 },
	{ .name = "authorisation.hours", .words = "24 48 72" },
	{ .name = "authorisation.ceiling", .least = 1, .most = 99999 },
	{ .name = "pin.reissue_hours", .least = 1, .most = 720 },
	{ .name = "document.most_mib", .least = 1, .most = 100 },
	{ .name = "prices.stale_days", .least = 1, .most = 3650 },
	{ .name = "request.due_hours", .least = 1, .most = 720 },
	{ .name = "renewal.notice_months", .least = 2, .most = 12 },
	{ .name = "renewal.unused_months", .least = 1, .most = 12 },
	{ .name = "renewal.reminder_months", .least = 1, .most = 11 },
	{ .name = "renewal.cutoff_day", .least = 1, .most = 28 },
	{ .name = "renewal.ship_from", .least = 1, .most = 28 },
	{ .name = "renewal.ship_until", .least = 1, .most = 28 },
	{ .name = "renewal.years", .least = 1, .most = 10 },
	{ .name = "transaction.oldest_days", .least = 1, .most = 4000 },
	{ .name = "transaction.amount_most", .least = 1, .most = 1000000 },
	{ .name = "execute.batch_ms", .least = 1, .most = 10000 },
	{ .name = "invoice.due_days", .least = 0, .most = 365 },
	{ .name = "invoice.fee_card", .least = 0, .most = 1000000 },
	{ .name = "invoice.fee_duplicate", .least = 0, .most = 1000000 },
	{ .name = "gate.wait_seconds", .least = 1, .most = 600 },
	{ .name = "ui.page_rows", .least = 0, .most = 200 },
	{ .name = "ui.refresh_ms", .least = 100, .most = 60000 },
};

struct config {
	struct arena *arena;
	struct embedded_setting *settings; /* ends with name NULL */
	const char *path;
};

/* The host's file being read: it changes settings, and declares none. */
struct reading {
	struct config *config;
	const char *file;
	config_fault *fault;
	void *context;
};

static struct embedded_setting *
find(const struct config *config, const char *name)
{
	for (struct embedded_setting *at = config->settings; at->name != NULL; at++)
		if (strcmp(at->name, name) == 0)
			return at;
	return NULL;
}

/* False for what no setting can be: a list, a number with decimals. */
static bool
read_setting(struct arena *arena, const config_setting_t *from, struct embedded_setting *setting)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_STRING:
		setting->type = TYPE_TEXT;
		setting->text = arena_copy(arena, config_setting_get_string(from));
		return true;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		setting->type = TYPE_INT;
		setting->number = config_setting_get_int64(from);
		return true;
	case CONFIG_TYPE_BOOL:
		setting->type = TYPE_BOOL;
		setting->number = config_setting_get_bool(from) != 0;
		return true;
	default:
		return false;
	}
}

static bool
is_word_of(const char *words, const char *text)
{
	size_t size = strlen(text);
	if (size == 0 || strchr(text, ' ') != NULL)
		return false;
	for (const char *at = words; (at = strstr(at, text)) != NULL; at += size)
		if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	return false;
}

static bool
is_digits(const char *text, int64_t least, int64_t most)
{
	size_t size = strlen(text);
	return strspn(text, "0123456789") == size && (int64_t)size >= least &&
	       (int64_t)size <= most;
}

/* A zone that is not there would silently be UTC. */
static bool
is_zone(struct arena *arena, const char *name)
{
	const char *path = arena_format(arena, "/usr/share/zoneinfo/%s", name);
	return name[0] == '\0' || (strstr(name, "..") == NULL && access(path, R_OK) == 0);
}

/* The reason why a value is none that the setting may have, or NULL. */
static const char *
unfit(struct arena *arena, const char *name, const struct embedded_setting *read,
      const struct limit **limit)
{
	static const struct limit none = { .words = "" };
	const char *text = read->type == TYPE_INT
			       ? arena_format(arena, "%lld", (long long)read->number)
			   : read->text != NULL ? read->text
						: "";
	*limit = &none;
	if (strcmp(name, "timezone") == 0)
		return is_zone(arena, text) ? NULL : "fault.config_zone";
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		if (strcmp(limits[i].name, name) != 0)
			continue;
		*limit = &limits[i];
		if (limits[i].words != NULL)
			return is_word_of(limits[i].words, text) ? NULL : "fault.config_word";
		if (read->type == TYPE_TEXT)
			return is_digits(text, limits[i].least, limits[i].most)
				   ? NULL
				   : "fault.config_digits";
		return read->number >= limits[i].least && read->number <= limits[i].most
			   ? NULL
			   : "fault.config_range";
	}
	return NULL;
}

static void
change(struct reading *reading, const char *name, const config_setting_t *from)
{
	int line = (int)config_setting_source_line(from);
	struct embedded_setting *setting = find(reading->config, name);
	struct embedded_setting read = { .text = NULL };
	if (setting == NULL) {
		reading->fault(reading->context, reading->file, line, "fault.config_unknown",
			       ARGS(ARG_TEXT("name", name)));
		return;
	}
	if (!read_setting(reading->config->arena, from, &read) || read.type != setting->type) {
		reading->fault(reading->context, reading->file, line, "fault.config_type",
			       ARGS(ARG_TEXT("name", name),
				    ARG_CHOICE("expected", "setting", type_name(setting->type))));
		return;
	}
	const struct limit *limit;
	const char *reason = unfit(reading->config->arena, name, &read, &limit);
	if (reason != NULL) {
		reading->fault(reading->context, reading->file, line, reason,
			       ARGS(ARG_TEXT("name", name), ARG_INT("least", limit->least),
				    ARG_INT("most", limit->most), ARG_TEXT("words", limit->words)));
		return;
	}
	setting->text = read.text;
	setting->number = read.number;
}

static void
read_group(struct reading *reading, const config_setting_t *group, const char *parent, int depth)
{
	int count = config_setting_length(group);
	for (int i = 0; i < count; i++) {
		char name[NAME_SIZE];
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		snprintf(name, sizeof name, "%s%s%s", parent, *parent == '\0' ? "" : ".",
			 config_setting_name(setting));
		if (config_setting_is_group(setting) && depth < DEPTH_MOST)
			read_group(reading, setting, name, depth + 1);
		else
			change(reading, name, setting);
	}
}

static struct embedded_setting *
defaults(struct arena *arena)
{
	size_t count = 0;
	while (embedded_settings[count].name != NULL)
		count++;
	struct embedded_setting *settings = arena_array(arena, count + 1, sizeof *settings);
	memcpy(settings, embedded_settings, count * sizeof *settings);
	return settings;
}

static bool
fail(const struct reading *reading, int line, const char *key, const char *reason)
{
	reading->fault(reading->context, reading->file, line, key,
		       ARGS(ARG_TEXT("path", reading->file), ARG_TEXT("reason", reason)));
	return false;
}

static bool
read_file(struct reading *reading)
{
	struct stat stat;
	FILE *stream = fopen(reading->file, "re");
	if (stream == NULL)
		return fail(reading, 0, "fault.config_unreadable", strerror(errno));
	if (fstat(fileno(stream), &stat) != 0 || !S_ISREG(stat.st_mode)) {
		fclose(stream);
		return fail(reading, 0, "fault.config_unreadable", strerror(EISDIR));
	}
	config_t read;
	memory_to_parse((size_t)stat.st_size);
	config_init(&read);
	bool good = config_read(&read, stream) == CONFIG_TRUE;
	if (good)
		read_group(reading, config_root_setting(&read), "", 0);
	else
		fail(reading, config_error_line(&read), "fault.config_syntax",
		     config_error_text(&read));
	config_destroy(&read);
	fclose(stream);
	return good;
}

struct config *
config_load(const char *path, config_fault *fault, void *context)
{
	struct arena *arena = arena_new();
	struct config *config = arena_alloc(arena, sizeof *config);
	struct stat stat_of;
	config->arena = arena;
	config->settings = defaults(arena);
	if (path == NULL && stat(OF_HOST, &stat_of) == 0)
		path = OF_HOST;
	if (path == NULL)
		return config;
	config->path = arena_copy(arena, path);
	struct reading reading = {
		.config = config, .file = config->path, .fault = fault, .context = context
	};
	if (!read_file(&reading))
		config_free(&config);
	return config;
}

void
config_free(struct config **config)
{
	if (*config == NULL)
		return;
	struct arena *arena = (*config)->arena;
	*config = NULL;
	arena_free(&arena);
}

static const struct embedded_setting *
wanted(const struct config *config, const char *name, enum type type)
{
	const struct embedded_setting *setting = find(config, name);
	if (setting != NULL && setting->type == type)
		return setting;
	fprintf(stderr, "guichet: no setting %s of type %s\n", name, type_name(type));
	abort();
}

const char *
config_text(const struct config *config, const char *name)
{
	return wanted(config, name, TYPE_TEXT)->text;
}

int64_t
config_int(const struct config *config, const char *name)
{
	return wanted(config, name, TYPE_INT)->number;
}

bool
config_bool(const struct config *config, const char *name)
{
	return wanted(config, name, TYPE_BOOL)->number != 0;
}

const char *
config_path(const struct config *config)
{
	return config->path;
}
