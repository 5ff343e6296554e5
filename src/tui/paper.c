/* A paper that was attached, given back as a file (OBU-02). */
#include "tui.h"

#include <guichet/document.h>
#include <stdlib.h>
#include <string.h>

struct saving {
	const char *hash;
};

static enum reaction
save(struct app *app, void *context, const char *path)
{
	const struct saving *saving = context;
	struct error error;
	char *whole;

	error_clear(&error);
	if (document_save(app->session->store, saving->hash, path, &error) != STATUS_OK) {
		app_error(app, &error);
		return REDRAW;
	}
	whole = realpath(path, NULL);
	app_message(app, TONE_GOOD, "paper.saved",
		    ARGS(ARG_TEXT("file", whole != NULL ? whole : path)));
	free(whole);
	return REDRAW;
}

/* Its own name, but no folder that somebody may have put into it. */
void
paper_save(struct app *app, struct arena *arena, const char *hash, const char *name)
{
	const char *folder = config_text(app->config, "export_dir");
	const char *slash = strrchr(name, '/');
	struct saving *saving = arena_alloc(arena, sizeof *saving);

	*saving = (struct saving){ .hash = arena_copy(arena, hash) };
	ask_line(app, lang_text(app_lang(app), "paper.save_as"),
		 arena_format(app->scratch, "%s%s%s", folder, folder[0] != '\0' ? "/" : "",
			      slash != NULL ? slash + 1 : name),
		 200, save, saving);
}
