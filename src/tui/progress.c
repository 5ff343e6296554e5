/* A box while something long runs: text and bar, repainted twice a second at most, stopped by Esc.
 */
#include "tui.h"

#define BOX_WIDTH 64
#define BOX_HEIGHT 5
#define SHOW_MS 500
#define FIRST_MS 250 /* what is quicker shows no box */
#define LOOK_MS 50
#define GUESS_MS 1000 /* before, the time left is anybody's guess */

void
progress_start(struct progress_box *box, struct app *app, const char *title)
{
	const int64_t now = milliseconds();

	*box = (struct progress_box){ .app = app,
				      .title = title,
				      .started = now,
				      .looked = now,
				      .shown = now + FIRST_MS - SHOW_MS };
}

/* Esc stops; other keys typed meanwhile were meant for a screen that is not there. */
static void
look(struct progress_box *box)
{
	struct key key;
	const char *paste;
	enum event event;

	while ((event = term_event(0, true, &key, &paste)) != EVENT_NONE) {
		if (event == EVENT_LOST || (event == EVENT_KEY && key.action == ACTION_BACK)) {
			box->stopped = true;
			return;
		}
		if (event == EVENT_RESIZE)
			app_draw(box->app);
	}
}

static const char *
words(const struct progress_box *box, int64_t done, int64_t total)
{
	struct arena *scratch = box->app->scratch;
	const struct lang *lang = app_lang(box->app);
	const int64_t elapsed = milliseconds() - box->started;
	const int64_t left = done > 0 && total > done && elapsed >= GUESS_MS
				 ? elapsed * (total - done) / done / 1000 + 1
				 : 0;

	if (total < 0)
		return lang_format(scratch, lang, "progress.so_far", ARGS(ARG_INT("done", done)));
	return lang_format(scratch, lang, left > 0 ? "progress.of_left" : "progress.of",
			   ARGS(ARG_INT("done", done), ARG_INT("total", total),
				ARG_INT("percent", total > 0 ? done * 100 / total : 100),
				ARG_INT("seconds", left)));
}

static void
show(struct progress_box *box, int64_t done, int64_t total, const char *text)
{
	const int columns = term_columns();
	const int width = columns < BOX_WIDTH ? columns : BOX_WIDTH;
	const int x = (columns - width) / 2;
	const int y = BODY_TOP + (body_height() - BOX_HEIGHT) / 2;

	if (term_small())
		return;
	term_box(y, x, BOX_HEIGHT, width, box->title);
	term_bar(y + 1, x + 2, width - 4, done, total);
	term_fill(y + 2, x + 2, width - 4, STYLE_NORMAL);
	term_text(y + 2, x + 2, width - 4, STYLE_NORMAL, text);
	term_text(y + 3, x + 2, width - 4, STYLE_DIM,
		  lang_text(app_lang(box->app), "progress.stop"));
	term_cursor(y + 2, x + 2);
	term_show();
}

/* Whether it is time to paint it again. */
static bool
turn_to_show(struct progress_box *box)
{
	const int64_t now = milliseconds();

	if (now - box->looked >= LOOK_MS) {
		box->looked = now;
		look(box);
	}
	if (now - box->shown < SHOW_MS)
		return false;
	box->shown = now;
	return true;
}

bool
progress_step(void *context, int64_t done, int64_t total)
{
	struct progress_box *box = context;

	if (turn_to_show(box))
		show(box, done, total, words(box, done, total));
	return !box->stopped;
}

bool
progress_wait(void *context, const struct error *whom)
{
	struct progress_box *box = context;

	if (turn_to_show(box))
		show(box, 0, -1, error_text(box->app->scratch, app_lang(box->app), whom));
	return !box->stopped;
}
