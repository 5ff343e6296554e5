/* Every setting with its default, as data/guichet.conf has them: read once, here, and not at each
 * start.  Groups and names make dotted names. */
#include "embed.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MOST 4

struct setting {
	char *name, *text; /* text NULL: a number, or an answer */
	const char *type;
	long long number;
};

/* False for what it is not; neither: a list, a number with decimals, which no setting can be. */
static bool
take_text(const config_setting_t *from, struct setting *setting)
{
	const char *text = config_setting_get_string(from);
	if (text == NULL)
		return false;
	setting->type = "TYPE_TEXT";
	setting->text = copy(text, strlen(text));
	return true;
}

static bool
take_number(const config_setting_t *from, struct setting *setting)
{
	int type = config_setting_type(from);
	if (type == CONFIG_TYPE_BOOL) {
		setting->type = "TYPE_BOOL";
		setting->number = config_setting_get_bool(from) != 0;
		return true;
	}
	setting->type = "TYPE_INT";
	setting->number = config_setting_get_int64(from);
	return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
}

static void
read_group(struct embed *embed, const struct file *file, const config_setting_t *group,
	   const char *parent, int depth)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *from = config_setting_get_elem(group, (unsigned)i);
		char *name = join_key(parent, config_setting_name(from));
		if (config_setting_is_group(from) && depth < DEPTH_MOST) {
			read_group(embed, file, from, name, depth + 1);
			free(name);
			continue;
		}
		struct setting *setting = list_add(&embed->settings, sizeof *setting);
		setting->name = name;
		if (!take_text(from, setting) && !take_number(from, setting))
			fault(embed, file->path, (int)config_setting_source_line(from),
			      "%s is no setting", name);
	}
}

void
settings_read(struct embed *embed, const struct file *file)
{
	config_t config;
	config_init(&config);
	if (config_read_string(&config, file->text) == CONFIG_TRUE)
		read_group(embed, file, config_root_setting(&config), "", 0);
	else
		fault(embed, file->path, config_error_line(&config), "%s",
		      config_error_text(&config));
	config_destroy(&config);
}

void
settings_write(const struct embed *embed, FILE *out)
{
	const struct setting *all = embed->settings.items;
	fputs("const struct embedded_setting embedded_settings[] = {\n", out);
	for (size_t i = 0; i < embed->settings.count; i++) {
		fprintf(out, "\t{ .name = \"%s\", .type = %s, ", all[i].name, all[i].type);
		if (all[i].text == NULL) {
			fprintf(out, ".number = %lld },\n", all[i].number);
			continue;
		}
		fputs(".text = ", out);
		literal_write(out, "setting", i, all[i].text, strlen(all[i].text));
		fputs(" },\n", out);
	}
	fputs("\t{ .name = NULL }\n};\n\n", out);
}
