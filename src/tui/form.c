/* The form of a command: a box over the list or the record when it is short, else the whole body.
 */
#include "form.h"

#include <string.h>

#define BOX_FIELDS 7
#define BOX_WIDTH 76
#define BOX_INSIDE (BOX_WIDTH - 4)
#define FIELDS_KEPT 4

/* --- its pane --- */

static bool
asks_first(const struct form *form)
{
	return form->target_count > 1 ||
	       (form->command->confirm == CONFIRM_PREVIEW && !form->deliberate);
}

/* What the dry run of all was refused for. */
static enum reaction
refused(struct form *form)
{
	const struct error *error = &form->preview.error;

	if (form->run_count == 1 && error->status == STATUS_CHANGED)
		return conflict_open(form); /* R15 */
	sheet_fault(&form->sheet, error);
	app_error(form->app, error);
	return REDRAW;
}

enum reaction
form_accept(struct form *form)
{
	struct sheet *sheet = &form->sheet;
	struct app *app = form->app;

	if (!sheet_check(sheet))
		return REDRAW;
	if (form->deliberate && form->preview.fresh && form->preview.status != STATUS_OK)
		return refused(form);
	if (!asks_first(form))
		return confirm_commit(form);
	confirm_preview(form);
	if (form->preview.refused == form->run_count)
		return refused(form);
	/* Nothing to confirm: it is told, and the form stays. */
	if (form->preview.idle != NULL) {
		app_outcome(app, form->preview.idle);
		return REDRAW;
	}
	form->stage = STAGE_ASK;
	field_set(&form->answer, "");
	return REDRAW;
}

static enum reaction
abandoned(struct app *app, void *context, int answer)
{
	struct form *form = context;

	(void)answer;
	if (form->draft != NULL)
		form_drop_draft(app, form->draft);
	if (form->homeward)
		app_home(app);
	else
		app_pop(app, form->pane);
	return REDRAW;
}

/* What took a while to type is not lost to one key. */
static enum reaction
give_up(struct form *form, bool homeward)
{
	struct app *app = form->app;
	const struct lang *lang = app_lang(app);
	const char *lines[] = { lang_text(lang, "form.abandon_lines") };

	form->homeward = homeward;
	if (form->deliberate || !sheet_touched(&form->sheet))
		return abandoned(app, form, 0);
	ask_yes(app, &(struct question){ .title = lang_text(lang, "form.abandon"),
					 .lines = lines,
					 .line_count = 1,
					 .done = abandoned,
					 .context = form });
	return REDRAW;
}

/* Small records have keys of their own: Enter opens one, F6 adds one. */
static bool
for_items(const struct form *form, const struct key *key)
{
	const struct entry *entry = sheet_focus(&form->sheet);

	if (entry == NULL || entry->look != LOOK_ROWS)
		return false;
	return key->action == ACTION_CREATE ||
	       (key->action == ACTION_ACCEPT && entry->row < entry->row_count);
}

/* CARD-06; of several at once it would be a copy of each. */
static bool
makes_copies(const struct form *form)
{
	return form->command->afresh != NULL && form->target_count < 2;
}

static enum reaction
form_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct form *form = pane->state;
	const bool copies = makes_copies(form) && key->action == ACTION_CREATE;
	enum reaction reaction;

	(void)app;
	if (form->stage == STAGE_ASK)
		return confirm_key(form, key);
	if ((key->action == ACTION_ACCEPT || copies) && !for_items(form, key)) {
		form->again = copies;
		return form_accept(form);
	}
	if (key->action == ACTION_BACK || key->action == ACTION_HOME)
		return give_up(form, key->action == ACTION_HOME);
	if (form->deliberate && confirm_scroll(form, key))
		return REDRAW;
	reaction = sheet_key(&form->sheet, key);
	if (form->sheet.changed) {
		form->sheet.changed = false;
		form->preview.fresh = false;
	}
	if (reaction == UNKNOWN)
		return instead_key(form, key);
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
form_paste(struct app *app, struct pane *pane, const char *text)
{
	struct form *form = pane->state;

	(void)app;
	if (form->stage == STAGE_ASK)
		return;
	sheet_paste(&form->sheet, text);
	form->preview.fresh = false;
}

static void
form_prepare(struct app *app, struct pane *pane)
{
	struct form *form = pane->state;

	(void)app;
	if (form->deliberate && !form->preview.fresh && sheet_complete(&form->sheet))
		confirm_preview(form);
}

static void
draw_subject(const struct form *form, int y, int x, int width)
{
	if (form->subject != NULL)
		term_text(y, x, width, STYLE_HEADING, form->subject);
}

/* How the lines of a box are shared out when there are too many: the fields keep a few, the outcome
 * its last one, which is the question. */
struct shares {
	int head, fields, gap, tail;
};

static struct shares
share_out(struct form *form, int width, int most)
{
	struct shares shares = { .head = form->subject != NULL ? 2 : 1 };
	const int wanted = sheet_height(&form->sheet, width);
	const int kept = wanted < FIELDS_KEPT ? wanted : FIELDS_KEPT;
	int room = most - 2 - shares.head;

	shares.tail = confirm_height(form, width);
	shares.gap = wanted > 0 ? 1 : 0;
	room -= shares.gap;
	if (shares.tail > room - kept)
		shares.tail = room - kept;
	shares.fields = wanted < room - shares.tail ? wanted : room - shares.tail;
	return shares;
}

static void
draw_boxed(struct form *form)
{
	const int columns = term_columns();
	const int width = columns < BOX_WIDTH ? columns : BOX_WIDTH;
	const int x = (columns - width) / 2;
	const struct shares shares = share_out(form, width - 4, body_height());
	const int top = BODY_TOP + 1 + shares.head;
	const int height = 2 + shares.head + shares.fields + shares.gap + shares.tail;

	term_box(BODY_TOP, x, height, width, command_title(app_lang(form->app), form->command));
	draw_subject(form, BODY_TOP + 1, x + 2, width - 4);
	sheet_draw(&form->sheet, top, x + 2, shares.fields, width - 4, form->stage == STAGE_FILL);
	confirm_draw(form, top + shares.fields + shares.gap, x + 2, shares.tail, width - 4);
}

static void
draw_question(struct form *form)
{
	const int most = body_height() - 2;
	const int wanted = confirm_height(form, BOX_INSIDE);
	const int tail = wanted < most ? wanted : most;
	const int y = body_bottom() - tail - 2;
	const int x = (term_columns() - BOX_WIDTH) / 2;

	term_box(y, x, tail + 2, BOX_WIDTH, command_title(app_lang(form->app), form->command));
	confirm_draw(form, y + 1, x + 2, tail, BOX_INSIDE);
}

/* "* obligatoire   > changé   2 champs obligatoires à remplir" */
static void
draw_legend(const struct form *form, int y)
{
	const struct lang *lang = app_lang(form->app);
	const struct sheet *sheet = &form->sheet;
	const size_t missing = sheet_missing(sheet);
	int x = 1;

	x += term_text(y, x, term_columns() - x, STYLE_DIM, sheet_legend(sheet)) + 3;
	if (missing > 0)
		term_text(y, x, term_columns() - x, STYLE_WARNING,
			  lang_format(form->app->scratch, lang, "form.missing",
				      ARGS(ARG_INT("count", (int64_t)missing))));
}

static void
draw_full(struct form *form)
{
	const int columns = term_columns();
	const int bottom = body_bottom();
	int y = BODY_TOP;

	if (form->subject != NULL) {
		draw_subject(form, y++, 1, columns - 2);
		y += form->sheet.tab_count < 2;
	}
	if (form->sheet.tab_count > 1) {
		sheet_draw_tabs(&form->sheet, y);
		y += 2;
	}
	sheet_draw(&form->sheet, y, 1, bottom - y - 1, columns - 2, form->stage == STAGE_FILL);
	draw_legend(form, bottom - 1);
	if (form->stage == STAGE_ASK)
		draw_question(form);
}

static void
form_draw(struct app *app, struct pane *pane)
{
	struct form *form = pane->state;

	(void)app;
	if (form->boxed)
		draw_boxed(form);
	else
		draw_full(form);
}

static void
form_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct form *form = pane->state;
	const struct lang *lang = app_lang(app);

	if (form->stage == STAGE_ASK) {
		confirm_offer(form, offers);
		return;
	}
	if (!for_items(form, &(struct key){ ACTION_ACCEPT, "" }))
		offer_action_as(offers, ACTION_ACCEPT,
				form->deliberate ? command_title(lang, form->command)
						 : lang_text(lang, "form.accept"));
	if (makes_copies(form) && !for_items(form, &(struct key){ ACTION_CREATE, "" }))
		offer_action_as(offers, ACTION_CREATE, lang_text(lang, "form.accept_copy"));
	sheet_offer(&form->sheet, offers);
	offer_action_as(offers, ACTION_BACK,
			lang_text(lang, form->deliberate ? "form.nothing" : "form.back"));
}

static void
form_close(struct app *app, struct pane *pane)
{
	struct form *form = pane->state;

	(void)app;
	sheet_wipe(&form->sheet);
	arena_free(&form->preview.arena);
}

static void
form_keep(struct app *app, struct pane *pane)
{
	struct form *form = pane->state;

	(void)app;
	if (sheet_touched(&form->sheet))
		form_keep_draft(form);
}

static const struct pane_ops full_ops = {
	.name = "form",
	.key = form_key,
	.draw = form_draw,
	.prepare = form_prepare,
	.close = form_close,
	.paste = form_paste,
	.offer = form_offer,
	.keep = form_keep,
};

static const struct pane_ops box_ops = {
	.name = "form",
	.key = form_key,
	.draw = form_draw,
	.prepare = form_prepare,
	.close = form_close,
	.paste = form_paste,
	.offer = form_offer,
	.keep = form_keep,
	.overlay = true,
};

/* Without a field the question comes at once, unless the dry run refuses already (AIR-03). */
static void
ask_at_once(struct form *form)
{
	struct app *app = form->app;
	struct pane *pane = form->pane;

	if (!asks_first(form)) {
		if ((confirm_commit(form) & CLOSE) == CLOSE) {
			app->generation++;
			app_pop(app, pane);
		}
		return;
	}
	confirm_preview(form);
	if (form->preview.refused == form->run_count) {
		app_error(app, &form->preview.error);
		app_pop(app, pane);
		return;
	}
	form->stage = STAGE_ASK;
}

struct form *
form_new(struct app *app, const struct form_request *request)
{
	const bool boxed = form_fields(request) <= BOX_FIELDS && !form_tabbed(request);
	struct pane *pane = app_push(app, boxed ? &box_ops : &full_ops, sizeof(struct form));
	struct form *form = pane->state;

	*form = (struct form){ .app = app,
			       .pane = pane,
			       .command = request->command,
			       .screen = request->screen,
			       .boxed = boxed,
			       .done = request->done,
			       .context = request->context };
	pane->input = true;
	pane->about = lang_find(
	    app_lang(app), arena_format(app->scratch, "command.%s.help", request->command->name));
	if (!boxed)
		pane->title = command_title(app_lang(app), request->command);
	form->preview.arena = arena_new();
	form_make(form, request);
	field_init(&form->answer, pane->arena, 6, NULL);
	form->answer.digits = true;
	form->answer.strict = true;
	return form;
}

void
form_open(struct app *app, const struct form_request *request)
{
	struct form_request filled;
	struct error error;
	struct form *form;

	error_clear(&error);
	if (execute_allowed(app->session, request->command, &error) != STATUS_OK) {
		app_error(app, &error);
		return;
	}
	if (account_form(app, request->command) || !form_fill(app, request, true, &filled))
		return;
	form = form_new(app, &filled);
	if (form->sheet.count == 0)
		ask_at_once(form);
}
