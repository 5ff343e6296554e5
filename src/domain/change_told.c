/* A change in words: each field as it was, as it becomes, and from when; the same to the customer's
 * manager in his language. */
#include "change.h"

#include <guichet/lang.h>
#include <guichet/text.h>
#include <string.h>

/* From when: at once, or with which issue of the card. */
static const char *
effect_of(const struct change_state *state, enum setting setting)
{
	static const char *const effects[] = {
		[REPRODUCE_FIRST] = "first",
		[REPRODUCE_JOINS] = "joins",
		[REPRODUCE_RENEWAL] = "renewal",
		[REPRODUCE_RANK] = "rank",
	};
	return state->cost[setting] == COST_REPRODUCTION ? effects[state->way] : "immediate";
}

/* A record by its name; nothing, in a word. */
static struct value
shown(const struct value *value)
{
	if (!value->known) {
		return value_choice("change_value", "none");
	}
	return value->type == TYPE_RECORD ? value_text(TYPE_TEXT, value->text) : *value;
}

static const struct arg *
line_args(struct work *work, const struct change_state *state, enum setting setting)
{
	struct arg *args = arena_array(work->arena, 5, sizeof *args);
	args[0] = (struct arg)ARG_CHOICE("field", "setting", setting_names[setting]);
	args[1] = (struct arg){ .name = "old", .value = shown(&state->before.of[setting]) };
	args[2] = (struct arg){ .name = "new", .value = shown(&state->after.of[setting]) };
	args[3] = (struct arg)ARG_CHOICE("effect", "change_effect", effect_of(state, setting));
	args[4] = (struct arg){ .name = NULL };
	return args;
}

static const char *
line_key(enum setting setting)
{
	return setting == SET_PIN ? "outcome.change_pin" : "outcome.change_line";
}

void
change_line(struct change_lines *lines, const char *key, const struct arg *args)
{
	if (lines->count < sizeof lines->list / sizeof lines->list[0]) {
		lines->list[lines->count].key = key;
		lines->list[lines->count++].args = args;
	}
}

static struct change_lines *
lines_of(struct work *work, const struct change_state *state)
{
	struct change_lines *lines = arena_alloc(work->arena, sizeof *lines);
	lines->count = 0;
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting setting = (enum setting)i;
		if (state->changed[i] && setting == SET_LIMITS) {
			change_limit_lines(work, state, lines);
		} else if (state->changed[i]) {
			change_line(lines, line_key(setting), line_args(work, state, setting));
		}
	}
	return lines;
}

void
change_tell(struct work *work, const struct change_state *state)
{
	const struct change_lines *lines = lines_of(work, state);
	for (size_t i = 0; i < lines->count; i++) {
		work_say(work, lines->list[i].key, lines->list[i].args);
	}
}

/* The same lines, in the language of who reads them. */
static const char *
lines_in(struct work *work, const struct change_state *state, const struct lang *lang)
{
	struct builder text = { .arena = work->arena };
	struct change_lines *lines = lines_of(work, state);
	if (state->reproduces) {
		const struct arg *args = reproduction_args(work, state->facts, &state->made);
		change_line(lines, reproduction_key(state->way, &state->made), args);
		if (state->way == REPRODUCE_RANK) {
			change_line(lines, "outcome.reproduce_destroy", args);
		}
	}
	for (size_t i = 0; i < lines->count; i++) {
		builder_format(
		    &text, "- %s\n",
		    lang_format(work->arena, lang, lines->list[i].key, lines->list[i].args));
	}
	return builder_text(&text);
}

enum status
change_tell_manager(struct work *work, const struct change_state *state)
{
	const struct row *contact = NULL;
	const struct row *facts = state->facts;
	enum status status =
	    work_row(work, SQL_CONTACT_MANAGER,
		     ARGS(ARG_INT("customer", row_int(facts, "customer_id"))), &contact);
	if (status != STATUS_OK) {
		return status;
	}
	const struct lang *lang = lang_get(row_text(contact != NULL ? contact : facts, "language"));
	return manager_mail(
	    work, facts, "card-changed",
	    ARGS(ARG_TEXT("card", card_tail(work->arena, row_text(facts, "number"))),
		 ARG_TEXT("label", card_label(work, facts)),
		 ARG_TEXT("customer", row_text(facts, "customer_name")), ARG_STAMP("at", work->now),
		 ARG_LINES("changes", lines_in(work, state, lang))));
}
