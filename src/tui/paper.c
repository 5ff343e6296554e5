/* A paper that was attached, given back as a file (OBU-02). */
#include "tui.h"

#include <guichet/document.h>
#include <string.h>

struct saving {
	const char *hash;
};

static enum reaction
save(struct app *app, void *context, const char *path)
{
	const struct saving *saving = context;
	const char *place;
	struct error error;

	error_clear(&error);
	if (session_file(app->session, app->scratch, path, &place, &error) != STATUS_OK ||
	    document_save(app->session->store, saving->hash, place, &error) != STATUS_OK) {
		app_error(app, &error);
		return REDRAW;
	}
	app_message(app, TONE_GOOD, "paper.saved", ARGS(ARG_TEXT("file", place_shown(app, path))));
	return REDRAW;
}

/* Its own name, but no folder that somebody may have put into it. */
void
paper_save(struct app *app, struct arena *arena, const char *hash, const char *name)
{
	const char *slash = strrchr(name, '/');
	struct saving *saving = arena_alloc(arena, sizeof *saving);

	*saving = (struct saving){ .hash = arena_copy(arena, hash) };
	ask_line(app, lang_text(app_lang(app), "paper.save_as"),
		 place_default(app, slash != NULL ? slash + 1 : name), 200, save, saving);
}
