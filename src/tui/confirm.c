/* Confirming shows what a dry run did (decision 8); committing tells what was done. */
#include "form.h"

#include <guichet/find.h>
#include <guichet/progress.h>
#include <stdlib.h>
#include <string.h>

#define MANY 20 /* runs from which a bar is shown */
#define SCROLL_PAGE 8
#define REFUSALS_TOLD 3 /* in the box; all of them are told afterwards */

/* Lines with a warning's mark each. */
struct lines {
	struct arena *arena;
	const char **texts;
	bool *warnings;
	size_t count, capacity;
};

static void
lines_add(struct lines *lines, const char *text, bool warning)
{
	size_t room = lines->capacity;

	lines->texts =
	    arena_grown(lines->arena, lines->texts, lines->count, &room, sizeof *lines->texts);
	lines->warnings = arena_grown(lines->arena, lines->warnings, lines->count, &lines->capacity,
				      sizeof *lines->warnings);
	lines->texts[lines->count] = text;
	lines->warnings[lines->count++] = warning;
}

static void
lines_said(struct lines *lines, const struct lang *lang, const struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->said_count; i++) {
		const struct said *said = &outcome->said[i];

		lines_add(lines, lang_format(lines->arena, lang, said->key, said->args),
			  said->warning);
	}
}

static const char *
refusal(struct arena *arena, const struct lang *lang, const struct run *run,
	const struct error *error)
{
	const char *words = error_text(arena, lang, error);

	if (run->label == NULL)
		return words;
	return arena_format(arena, "%s : %s", text_trim(arena, run->label), words);
}

/* --- the dry run --- */

struct tally {
	size_t done, refused;
	struct error first;     /* refusal */
	struct outcome outcome; /* of the first that was done */
	const char *label;      /* whose it is */
	bool stopped;
};

/* All of them, in mode; each refusal is a line. */
static struct tally
run_all(struct form *form, enum mode mode, struct arena *arena, struct lines *refusals)
{
	struct app *app = form->app;
	struct tally tally = { .done = 0 };
	struct progress_box box;

	const bool watched = mode == RUN && (form->command->flags & COMMAND_LONG) != 0;
	const struct progress progress = { .step = progress_step,
					   .wait = progress_wait,
					   .context = &box };
	if (form->run_count >= MANY || watched)
		progress_start(&box, app, command_title(app_lang(app), form->command));
	if (watched)
		app->session->progress = &progress;
	for (size_t i = 0; i < form->run_count; i++) {
		struct run *run = &form->runs[i];
		struct outcome outcome;

		if (execute(app->session, form->command, form_input(form, run, arena), run->request,
			    mode, arena, &outcome) == STATUS_OK) {
			if (tally.done++ == 0) {
				tally.outcome = outcome;
				tally.label = run->label;
			}
		} else {
			if (tally.refused++ == 0)
				tally.first = outcome.error;
			lines_add(refusals, refusal(arena, app_lang(app), run, &outcome.error),
				  true);
			/* Nothing was done under that id: another try is another request. */
			if (mode == RUN && outcome.error.status != STATUS_FAILED)
				request_id(run->request);
		}
		if (form->run_count >= MANY &&
		    !progress_step(&box, (int64_t)i + 1, (int64_t)form->run_count)) {
			tally.stopped = true;
			break;
		}
	}
	app->session->progress = NULL;
	return tally;
}

static void
preview_many(struct form *form, const struct tally *tally, const struct lines *refusals,
	     struct lines *lines)
{
	const struct lang *lang = app_lang(form->app);
	const size_t others = tally->done > 0 ? tally->done - 1 : 0;

	if (refusals->count > 0)
		lines_add(lines,
			  lang_format(lines->arena, lang, "form.counted",
				      ARGS(ARG_INT("done", (int64_t)tally->done),
					   ARG_INT("refused", (int64_t)tally->refused))),
			  false);
	if (tally->label != NULL)
		lines_add(lines, arena_format(lines->arena, "%s :", tally->label), false);
	lines_said(lines, lang, &tally->outcome);
	if (others > 0)
		lines_add(lines,
			  lang_format(lines->arena, lang, "form.others",
				      ARGS(ARG_INT("count", (int64_t)others))),
			  false);
	for (size_t i = 0; i < refusals->count && i < REFUSALS_TOLD; i++)
		lines_add(lines, refusals->texts[i], true);
	if (refusals->count > REFUSALS_TOLD)
		lines_add(
		    lines,
		    lang_format(lines->arena, lang, "form.others_refused",
				ARGS(ARG_INT("count", (int64_t)(refusals->count - REFUSALS_TOLD)))),
		    true);
}

void
confirm_preview(struct form *form)
{
	struct preview *preview = &form->preview;
	struct arena *arena = preview->arena;
	struct lines refusals = { .arena = arena };
	struct lines lines = { .arena = arena };
	struct tally tally;

	arena_reset(arena);
	tally = run_all(form, PREVIEW, arena, &refusals);
	if (form->run_count == 1 && tally.done == 1)
		lines_said(&lines, app_lang(form->app), &tally.outcome);
	else if (form->run_count > 1)
		preview_many(form, &tally, &refusals, &lines);
	*preview = (struct preview){ .arena = arena,
				     .fresh = true,
				     .status = tally.done > 0 ? STATUS_OK : tally.first.status,
				     .error = tally.first,
				     .lines = lines.texts,
				     .warnings = lines.warnings,
				     .count = lines.count,
				     .refused = tally.refused };
	if (preview->status != STATUS_OK)
		sheet_fault(&form->sheet, &preview->error);
	if (form->run_count == 1 && tally.done == 1 && tally.outcome.unchanged) {
		struct outcome *idle = arena_alloc(arena, sizeof *idle);
		*idle = tally.outcome;
		preview->idle = idle;
	}
}

/* --- for good --- */

static enum reaction
finished(struct form *form, const struct outcome *outcome)
{
	struct app *app = form->app;

	if (form->draft != NULL)
		form_drop_draft(app, form->draft);
	if (form->again) {
		/* The fields stay to be filled: a line is told over them, the question has told
		 * all. */
		struct outcome first = *outcome;
		first.said_count = outcome->said_count > 0;
		app_outcome(app, &first);
		const enum reaction told =
		    form->done == NULL ? RELOAD : form->done(app, form->context, outcome);

		form_afresh(form);
		return (told & ~(unsigned)CLOSE) | RELOAD;
	}
	app_outcome(app, outcome);
	if (form->done != NULL)
		return form->done(app, form->context, outcome) | CLOSE | RELOAD;
	if (form->target_count == 0 && outcome->kind != NULL && outcome->key != NULL &&
	    find_screen(outcome->kind) != NULL)
		record_open(app, find_screen(outcome->kind), outcome->key);
	return CLOSE | RELOAD;
}

static enum reaction
refused(struct form *form, const struct error *error)
{
	struct app *app = form->app;

	if (error->status == STATUS_CHANGED)
		return conflict_open(form);
	app_error(app, error);
	form->stage = STAGE_FILL;
	form->preview.fresh = false;
	if (form->sheet.count == 0)
		return CLOSE;
	sheet_fault(&form->sheet, error);
	return REDRAW;
}

static void
tell_refusals(struct form *form, const struct tally *tally, const struct lines *refusals)
{
	struct app *app = form->app;
	const struct lang *lang = app_lang(app);
	const struct arg *args =
	    ARGS(ARG_INT("done", (int64_t)tally->done), ARG_INT("refused", (int64_t)tally->refused),
		 ARG_INT("left", (int64_t)(form->run_count - tally->done - tally->refused)));
	const char *first = lang_format(
	    app->scratch, lang, tally->stopped ? "form.stopped_several" : "form.done_some", args);

	tell(app, &(struct question){ .title = command_title(lang, form->command),
				      .lines = &first,
				      .line_count = 1,
				      .warnings = refusals->texts,
				      .warning_count = refusals->count });
}

static enum reaction
commit_many(struct form *form)
{
	struct app *app = form->app;
	struct lines refusals = { .arena = app->scratch };
	const struct tally tally = run_all(form, RUN, app->scratch, &refusals);

	if (tally.refused > 0 || tally.stopped)
		tell_refusals(form, &tally, &refusals);
	else
		app_message(app, TONE_GOOD, "form.done_all",
			    ARGS(ARG_INT("count", (int64_t)form->target_count),
				 ARG_TEXT("command", command_title(app_lang(app), form->command))));
	if (form->done != NULL && tally.done > 0)
		return form->done(app, form->context, &tally.outcome) | CLOSE | RELOAD;
	return CLOSE | RELOAD;
}

enum reaction
confirm_commit(struct form *form)
{
	struct arena *arena = form->app->scratch;
	struct lines none = { .arena = arena };
	struct tally tally;

	if (form->run_count > 1)
		return commit_many(form);
	tally = run_all(form, RUN, arena, &none);
	if (tally.done == 1)
		return finished(form, &tally.outcome);
	return refused(form, &tally.first);
}

/* --- the question --- */

static enum reaction
back(struct form *form)
{
	form->stage = STAGE_FILL;
	field_set(&form->answer, "");
	return form->sheet.count == 0 ? CLOSE : REDRAW;
}

/* R1: for more than one record, how many they are is typed. */
static enum reaction
count_key(struct form *form, const struct key *key)
{
	if (key->action != ACTION_ACCEPT) {
		const enum reaction reaction = field_key(&form->answer, key);

		return reaction == STAY ? UNKNOWN : reaction;
	}
	if (strtoull(form->answer.text, NULL, 10) == form->target_count)
		return confirm_commit(form);
	app_refuse(form->app, "form.wrong_count",
		   ARGS(ARG_INT("count", (int64_t)form->target_count)));
	field_set(&form->answer, "");
	return REDRAW;
}

bool
confirm_scroll(struct form *form, const struct key *key)
{
	struct preview *preview = &form->preview;
	int step = 0;

	if (key->action == ACTION_PAGE_UP)
		step = -SCROLL_PAGE;
	else if (key->action == ACTION_PAGE_DOWN)
		step = SCROLL_PAGE;
	else if (key->action == ACTION_UP && form->stage == STAGE_ASK)
		step = -1;
	else if (key->action == ACTION_DOWN && form->stage == STAGE_ASK)
		step = 1;
	if (step == 0 || preview->hidden == 0)
		return false;
	preview->scroll += step;
	if (preview->scroll > preview->hidden)
		preview->scroll = preview->hidden;
	if (preview->scroll < 0)
		preview->scroll = 0;
	return true;
}

enum reaction
confirm_key(struct form *form, const struct key *key)
{
	const enum answer answer = key->action == ACTION_BACK ? ANSWER_NO : key_answer(key);

	if (confirm_scroll(form, key))
		return REDRAW;
	if (answer == ANSWER_NO)
		return back(form);
	if (form->target_count > 1)
		return count_key(form, key);
	if (answer == ANSWER_YES)
		return confirm_commit(form);
	if (key->action != ACTION_ACCEPT)
		return instead_key(form, key);
	app_refuse(form->app, "form.type_yes", NULL);
	return REDRAW;
}

void
confirm_offer(const struct form *form, struct offers *offers)
{
	const struct lang *lang = app_lang(form->app);

	if (form->preview.hidden > 0)
		offer_action(offers, ACTION_PAGE_DOWN);
	if (form->target_count > 1) {
		offer_action(offers, ACTION_ACCEPT);
	} else {
		offer_letter(offers, lang_text(lang, "form.keys.yes"),
			     lang_text(lang, "form.confirm"), NULL, 0, NULL);
	}
	offer_letter(offers, "n", lang_text(lang, form->sheet.count == 0 ? "form.no" : "form.back"),
		     NULL, 0, NULL);
	offer_action_as(offers, ACTION_BACK, lang_text(lang, "form.back"));
}
