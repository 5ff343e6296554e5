/* ACC-13: getting a second factor.  The secret is on this screen and nowhere else; its arena is
 * wiped with the pane. */
#include "form.h"

#include "second_factor.h"
#include <guichet/qr.h>
#include <guichet/store.h>
#include <string.h>

#define LEFT 2
#define MARGIN 2 /* light modules around; 4 where there is room */
#define WIDE_MARGIN 4
#define PLACE 12
#define CODE_COLUMNS 2
#define CODES_MOST 12

enum stage_of_enrol { STAGE_PROVE, STAGE_SCAN, STAGE_CODES };

static const struct param present_param = {
	.name = "present", .type = TYPE_TEXT, .flags = PARAM_MANDATORY | PARAM_SECRET, .most = 128
};
static const struct param now_param = {
	.name = "code", .type = TYPE_TEXT, .flags = PARAM_MANDATORY, .most = 20
};

struct enrol {
	enum stage_of_enrol stage;
	bool forced;        /* auth.totp_admins: nothing else before it */
	struct sheet sheet; /* of PROVE, then of SCAN */
	const char *secret; /* in groups */
	const char *uri;
	bool turned; /* light for dark: some telephones read one, some the other */
	const char *codes[CODES_MOST];
	size_t code_count;
};

static const char *
handed(const struct outcome *outcome, const char *name)
{
	const struct input *input = outcome->handed;

	while (input != NULL && input->name != NULL && strcmp(input->name, name) != 0)
		input++;
	return input != NULL ? input->text : NULL;
}

/* Without a second factor so far, the password alone is asked. */
static bool
has_one(const struct app *app)
{
	struct cursor *cursor = NULL;
	bool has = false;

	if (store_select(app->session->store, SQL_SECOND_FACTS,
			 ARGS(ARG_INT("id", app->session->account)), &cursor, NULL) != STATUS_OK)
		return false;
	has = cursor_next(cursor) && cursor_known(cursor, 1);
	cursor_close(&cursor, NULL);
	return has;
}

/* --- the steps --- */

static void
scan(struct app *app, struct pane *pane, const struct outcome *outcome)
{
	struct enrol *enrol = pane->state;

	enrol->secret = arena_copy(pane->arena, handed(outcome, "totp_secret"));
	enrol->uri = arena_copy(pane->arena, handed(outcome, "totp_uri"));
	enrol->stage = STAGE_SCAN;
	sheet_init(&enrol->sheet, app, pane->arena, 1);
	sheet_add(&enrol->sheet, &now_param, lang_text(app_lang(app), "enrol.code"));
	enrol->sheet.entries[0].width = PLACE;
	enrol->sheet.entries[0].field.digits = true;
	app->message[0] = '\0';
}

static enum reaction
prove(struct app *app, struct pane *pane)
{
	struct enrol *enrol = pane->state;
	struct sheet *sheet = &enrol->sheet;
	struct outcome outcome;
	const struct input input[] = {
		{ "present", enrol->forced ? NULL : sheet->entries[0].field.text },
		{ "code", sheet->count > 1 ? sheet->entries[1].field.text : NULL },
		{ .name = NULL },
	};

	if (!enrol->forced && !sheet_check(sheet))
		return REDRAW;
	if (!enrol->forced) {
		app_message(app, TONE_INFO, "signin.checking", NULL);
		app_draw(app);
	}
	if (app_run(app, "account.totp-start", input, &outcome)) {
		sheet_wipe(sheet);
		scan(app, pane, &outcome);
		return REDRAW;
	}
	if (sheet->count > 0) {
		sheet_wipe(sheet);
		sheet_fault(sheet, &outcome.error);
	}
	return REDRAW;
}

static enum reaction
confirm(struct app *app, struct pane *pane)
{
	struct enrol *enrol = pane->state;
	struct sheet *sheet = &enrol->sheet;
	struct outcome outcome;
	const struct input input[] = { { "code", sheet->entries[0].field.text }, { .name = NULL } };

	if (!sheet_check(sheet))
		return REDRAW;
	if (!app_run(app, "account.totp-confirm", input, &outcome)) {
		field_wipe(&sheet->entries[0].field);
		sheet_fault(sheet, &outcome.error);
		return REDRAW;
	}
	for (const struct input *each = outcome.handed; each != NULL && each->name != NULL; each++)
		if (enrol->code_count < CODES_MOST)
			enrol->codes[enrol->code_count++] = arena_copy(pane->arena, each->text);
	enrol->stage = STAGE_CODES;
	pane->input = false;
	pane->alone = true; /* from codes that are not shown again */
	session_refresh(app->session, NULL);
	app_message(app, TONE_GOOD, "outcome.totp_on", NULL);
	return REDRAW;
}

/* Who must have one signs out rather than goes on without. */
static enum reaction
leave(struct app *app, const struct enrol *enrol)
{
	if (enrol->stage == STAGE_CODES)
		return REDRAW; /* they are not shown again: a yes is wanted */
	if (!enrol->forced)
		return CLOSE;
	session_sign_out(app->session, "left");
	app_restart(app);
	return REDRAW;
}

static enum reaction
noted(struct app *app, const struct enrol *enrol)
{
	if (!enrol->forced)
		return CLOSE | RELOAD;
	app_enter(app);
	return CLOSE;
}

/* --- the pane --- */

static enum reaction
enrol_key(struct app *app, struct pane *pane, const struct key *key)
{
	struct enrol *enrol = pane->state;
	enum reaction reaction = STAY;

	if (key->action == ACTION_BACK || (key->action == ACTION_HOME && enrol->forced))
		return leave(app, enrol);
	if (enrol->stage == STAGE_CODES) {
		if (key_answer(key) == ANSWER_YES)
			return noted(app, enrol);
	} else if (key->action == ACTION_ACCEPT) {
		return enrol->stage == STAGE_PROVE ? prove(app, pane) : confirm(app, pane);
	} else if (enrol->stage == STAGE_SCAN && key->action == ACTION_RELOAD) {
		enrol->turned = !enrol->turned;
		return REDRAW;
	} else {
		reaction = sheet_key(&enrol->sheet, key);
	}
	return reaction == STAY ? UNKNOWN : reaction;
}

static void
enrol_paste(struct app *app, struct pane *pane, const char *text)
{
	struct enrol *enrol = pane->state;

	(void)app;
	if (enrol->stage != STAGE_CODES)
		sheet_paste(&enrol->sheet, text);
}

static void
draw_prove(struct app *app, struct enrol *enrol)
{
	const struct lang *lang = app_lang(app);
	const int width = term_columns() - 2 * LEFT;
	int y =
	    term_lines(app, BODY_TOP + 1, LEFT, width, STYLE_NORMAL,
		       lang_text(lang, enrol->sheet.count > 1 ? "enrol.another" : "enrol.explain"));

	sheet_draw(&enrol->sheet, y + 1, LEFT, sheet_height(&enrol->sheet, width), width, true);
}

/* Dark on light, by colours of its own; without colours the letters are lighter than their ground
 * on most terminals, and ^R turns it where they are not. */
static int
draw_picture(struct app *app, const struct enrol *enrol)
{
	const bool light = term_colours() ? enrol->turned : !enrol->turned;
	size_t count = 0;
	const char *const *lines = qr_lines(app->scratch, enrol->uri, WIDE_MARGIN, light, &count);

	if (lines != NULL && (int)count > body_height())
		lines = qr_lines(app->scratch, enrol->uri, MARGIN, light, &count);
	if (lines == NULL || (int)count > body_height())
		return 0; /* the secret is beside it, to be typed */
	for (size_t i = 0; i < count; i++)
		term_text(BODY_TOP + (int)i, 0, text_width(lines[i]), STYLE_PAPER, lines[i]);
	return text_width(lines[0]);
}

static void
draw_scan(struct app *app, struct enrol *enrol)
{
	const struct lang *lang = app_lang(app);
	const int x = draw_picture(app, enrol) + LEFT;
	const int width = term_columns() - x - 1;
	int y = BODY_TOP;

	if (enrol->forced)
		y = 1 +
		    term_lines(app, y, x, width, STYLE_WARNING, lang_text(lang, "enrol.forced"));
	y = 1 + term_lines(app, y, x, width, STYLE_NORMAL, lang_text(lang, "enrol.scan"));
	y = term_lines(app, y, x, width, STYLE_NORMAL, lang_text(lang, "enrol.type"));
	y = 1 + term_lines(app, y, x + 2, text_width(enrol->secret) / 2 + 1, STYLE_HEADING,
			   enrol->secret);
	y = term_lines(app, y, x, width, STYLE_NORMAL, lang_text(lang, "enrol.confirm"));
	sheet_draw(&enrol->sheet, y, x, body_bottom() - y, width, true);
}

static void
draw_codes(struct app *app, const struct enrol *enrol)
{
	const struct lang *lang = app_lang(app);
	const int width = term_columns() - 2 * LEFT;
	const size_t rows = (enrol->code_count + CODE_COLUMNS - 1) / CODE_COLUMNS;
	const int y = 1 + term_lines(app, BODY_TOP + 1, LEFT, width, STYLE_NORMAL,
				     lang_text(lang, "enrol.codes"));

	for (size_t i = 0; i < enrol->code_count; i++)
		term_text(y + (int)(i % rows), LEFT + 4 + (int)(i / rows) * 20, 16, STYLE_HEADING,
			  enrol->codes[i]);
	term_lines(app, y + (int)rows + 1, LEFT, width, STYLE_WARNING,
		   lang_text(lang, "enrol.noted"));
	term_cursor(y + (int)rows + 1, LEFT);
}

static void
enrol_draw(struct app *app, struct pane *pane)
{
	struct enrol *enrol = pane->state;

	if (enrol->stage == STAGE_PROVE)
		draw_prove(app, enrol);
	else if (enrol->stage == STAGE_SCAN)
		draw_scan(app, enrol);
	else
		draw_codes(app, enrol);
}

static void
enrol_offer(struct app *app, struct pane *pane, struct offers *offers)
{
	const struct enrol *enrol = pane->state;
	const struct lang *lang = app_lang(app);

	if (enrol->stage == STAGE_CODES) {
		offer_letter(offers, "o", lang_text(lang, "enrol.go_on"), NULL, 0, NULL);
		return;
	}
	offer_action_as(offers, ACTION_ACCEPT, lang_text(lang, "form.accept"));
	if (enrol->stage == STAGE_SCAN)
		offer_action_as(offers, ACTION_RELOAD, lang_text(lang, "enrol.turn"));
	if (enrol->forced)
		offer_action_as(offers, ACTION_BACK, lang_text(lang, "enrol.leave"));
	else
		offer_action(offers, ACTION_BACK);
}

static void
enrol_close(struct app *app, struct pane *pane)
{
	struct enrol *enrol = pane->state;

	(void)app;
	if (enrol->sheet.count > 0)
		sheet_wipe(&enrol->sheet);
}

static const struct pane_ops enrol_ops = {
	.name = "enrol",
	.key = enrol_key,
	.draw = enrol_draw,
	.close = enrol_close,
	.paste = enrol_paste,
	.offer = enrol_offer,
};

void
enrol_open(struct app *app)
{
	struct pane *pane = app_push(app, &enrol_ops, sizeof(struct enrol));
	struct enrol *enrol = pane->state;
	const struct lang *lang = app_lang(app);

	enrol->forced = pane->alone = app->session->must_enrol;
	pane->input = true;
	pane->title = lang_text(lang, "enrol.title");
	if (enrol->forced) {
		prove(app, pane);
		return;
	}
	sheet_init(&enrol->sheet, app, pane->arena, 2);
	sheet_add(&enrol->sheet, &present_param, lang_text(lang, "enrol.present"));
	if (has_one(app))
		sheet_add(&enrol->sheet, &now_param, lang_text(lang, "enrol.code_now"));
}
