/* What menus ask of a screen before it is opened: taken from its file once, here, and not at each
 * start. */
#include "embed.h"

#include <libconfig.h>
#include <string.h>

struct screen {
	const char *name, *kind, *right, *scope; /* NULL: its file does not say */
	bool view;
};

static const char *
said(const config_setting_t *group, const char *name)
{
	const char *text = NULL;
	return config_setting_lookup_string(group, name, &text) == CONFIG_TRUE
		   ? copy(text, strlen(text))
		   : NULL;
}

void
screens_read(struct embed *embed, const struct file *file)
{
	config_t config;
	config_init(&config);
	const config_setting_t *group = NULL;
	if (config_read_string(&config, file->text) != CONFIG_TRUE)
		fault(embed, file->path, config_error_line(&config), "%s",
		      config_error_text(&config));
	else if ((group = config_lookup(&config, "screen")) == NULL)
		fault(embed, file->path, 1, "this makes no screen");
	if (group != NULL) {
		struct screen *screen = list_add(&embed->screens, sizeof *screen);
		*screen = (struct screen){ .name = said(group, "name"),
					   .kind = said(group, "kind"),
					   .right = said(group, "right"),
					   .scope = said(group, "scope"),
					   .view = said(group, "view") != NULL };
		if (screen->name == NULL)
			fault(embed, file->path, 1, "a screen without a name");
	}
	config_destroy(&config);
}

static void
write_said(FILE *out, const char *name, const char *text)
{
	if (text == NULL)
		return;
	fprintf(out, ", .%s = ", name);
	literal_write(out, name, 0, text, strlen(text));
}

void
screens_write(const struct embed *embed, FILE *out)
{
	const struct screen *all = embed->screens.items;
	fputs("const struct embedded_screen embedded_screens[] = {\n", out);
	for (size_t i = 0; i < embed->screens.count; i++) {
		fprintf(out, "\t{ .view = %s", all[i].view ? "true" : "false");
		write_said(out, "name", all[i].name);
		write_said(out, "kind", all[i].kind);
		write_said(out, "right", all[i].right);
		write_said(out, "scope", all[i].scope);
		fputs(" },\n", out);
	}
	fputs("\t{ .name = NULL }\n};\n\n", out);
}
