/* AUD-03: a card as it was, over a history of changes; each state is compared with what was noted
 * at that moment. */
#include "fixture.h"

#include <guichet/config.h>
#include <guichet/past.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MOST = 24 };

/* What the screen's fields were, "then" or now, as one text. */
static const char *
portrait(struct fixture *f, const struct past *past, bool then)
{
	struct builder out = { .arena = f->arena };
	for (size_t i = 0; i < past->count; i++) {
		const struct past_field *field = &past->fields[i];
		const struct value *value = then ? &field->then : &field->now;
		if (value->known) {
			builder_format(&out, "%s=%s\n", field->column->field,
				       value_raw(f->arena, value));
		}
	}
	return builder_text(&out);
}

static const struct screen *
card_screen(struct fixture *f)
{
	const struct screen *screen = NULL;
	struct error error = { .status = STATUS_OK };
	assert_int_equal(screen_load(f->arena, f->config, "card", &screen, &error), STATUS_OK);
	return screen;
}

static enum status
look(struct fixture *f, struct session *who, const char *number, const char *at, struct past *past,
     struct error *error)
{
	*error = (struct error){ .status = STATUS_OK };
	return past_card(who, card_screen(f), number, at, f->arena, past, error);
}

static const char *
stamp_now(struct fixture *f)
{
	char *stamp = arena_alloc(f->arena, STAMP_SIZE);
	session_now(f->agent, stamp);
	return stamp;
}

struct history {
	struct fixture *f;
	const char *number;
	const char *at[STEPS_MOST], *seen[STEPS_MOST];
	size_t count;
};

/* An hour later, how the card stands. */
static void
note(struct history *history)
{
	struct past past;
	struct error error;
	struct fixture *f = history->f;
	const char *at = stamp_now(f);
	assert_true(history->count < STEPS_MOST);
	assert_int_equal(look(f, f->agent, history->number, at, &past, &error), STATUS_OK);
	assert_int_equal(past.changed, 0);
	history->at[history->count] = at;
	history->seen[history->count++] = portrait(f, &past, false);
}

#define STEP(hour, who, ...)                                                            \
	do {                                                                            \
		fixture_at(f, hour);                                                    \
		assert_int_equal(fixture_run(f, f->who, __VA_ARGS__, NULL), STATUS_OK); \
		note(&history);                                                         \
	} while (0)

/* AUD-03: sixteen changes, of the card, its ranks, its vehicles and its
 * lists. */
static void
every_state_is_told_again(void **state)
{
	struct fixture *f = *state;
	struct history history = { .f = f, .number = fixture_card("active") };
	const char *card = history.number;
	note(&history);
	STEP("2026-11-21T08:00", agent, "card.set-phone", "card", card, "phone", "0475 11 22 33");
	STEP("2026-11-21T09:00", agent, "card.request-aircode", "card", card);
	STEP("2026-11-21T10:00", agent, "card.suspend", "card", card, "until", "2026-12-01",
	     "reason", "Vacances \"longues\"");
	STEP("2026-11-21T11:00", agent, "card.lift", "card", card);
	STEP("2026-11-21T12:00", clerk, "card.suspend", "card", card, "by", "issuer");
	STEP("2026-11-21T13:00", supervisor, "card.lift", "card", card);
	STEP("2026-11-21T14:00", agent, "card.move-phone", "card", card, "to", "1-SUS-001");
	STEP("2026-11-22T15:00", system, "card.expire");
	STEP("2026-11-22T15:10", clerk, "card.change", "card", card, "tank_capacity", "71",
	     "vehicle_type", "van");
	STEP("2026-11-22T15:20", clerk, "card.change", "card", card, "fuels", "lpg,adblue",
	     "services", "wash");
	STEP("2026-11-22T15:30", clerk, "card.change", "card", card, "plate", "1-ZZZ-999", "driver",
	     "ZOLA EMILE", "mention", "NUIT");
	STEP("2026-11-22T15:40", clerk, "card.change", "card", card, "division", "-",
	     "tank_capacity", "-", "services", "-", "mention", "-");
	STEP("2026-11-22T15:50", clerk, "card.change", "card", card, "plate", "1-ACT-001");
	STEP("2026-11-22T16:00", agent, "card.cancel", "card", card);
	STEP("2026-11-22T17:00", agent, "card.block", "card", card, "reason", "loss", "duplicate",
	     "no");
	STEP("2026-11-22T18:00", agent, "card.delete", "card", card);
	for (size_t i = 0; i < history.count; i++) {
		struct past past;
		struct error error;
		assert_int_equal(look(f, f->agent, card, history.at[i], &past, &error), STATUS_OK);
		assert_int_equal(past.known, PAST_TOLD);
		assert_string_equal(portrait(f, &past, true), history.seen[i]);
		assert_string_equal(portrait(f, &past, false), history.seen[history.count - 1]);
		if (i > 0) {
			assert_string_not_equal(history.seen[i], history.seen[i - 1]);
		}
	}
}

/* The minute counts, and the row of that very second. */
static void
to_the_second(void **state)
{
	struct fixture *f = *state;
	struct past past;
	struct error error;
	const char *card = fixture_card("active");
	fixture_at(f, "2026-11-21T08:00:10");
	assert_int_equal(fixture_run(f, f->agent, "card.set-phone", "card", card, "phone",
				     "0475 11 22 33", NULL),
			 STATUS_OK);
	const char *at = fixture_text(
	    f, "SELECT at FROM audit WHERE command = 'card.set-phone' ORDER BY id DESC");
	assert_int_equal(look(f, f->agent, card, at, &past, &error), STATUS_OK);
	assert_int_equal(past.changed, 0);
	assert_int_equal(look(f, f->agent, card, "2026-11-21T07:00:09Z", &past, &error), STATUS_OK);
	assert_int_equal(past.changed, 1);
	for (size_t i = 0; i < past.count; i++) {
		const bool phone = strcmp(past.fields[i].column->field, "phone") == 0;
		assert_int_equal(past.fields[i].changed, phone);
		if (phone) {
			assert_string_equal(past.fields[i].then.text, "+32470123456");
			assert_string_equal(past.fields[i].now.text, "+32475112233");
		}
	}
}

/* A row that one command touches twice was as its first word says. */
static void
twice_in_one_command(void **state)
{
	struct fixture *f = *state;
	struct error error = { .status = STATUS_OK };
	const char *card = fixture_card("active");
	const char *const version =
	    arena_format(f->arena, "SELECT version FROM card WHERE number = '%s'", card);
	const int64_t before = fixture_number(f, version);
	const char *at = stamp_now(f);
	fixture_at(f, "2026-11-21T08:00");
	assert_int_equal(
	    fixture_run(f, f->clerk, "card.change", "card", card, "plate", "1-ZZZ-999", NULL),
	    STATUS_OK);
	assert_true(fixture_number(f, version) > before + 1);
	struct past_cell cell = { .name = "version",
				  .text = arena_format(f->arena, "%d",
						       (int)fixture_number(f, version)) };
	struct past_row row = { .table = "card", .cells = &cell, .count = 1 };
	row.id = fixture_number(
	    f, arena_format(f->arena, "SELECT id FROM card WHERE number = '%s'", card));
	assert_int_equal(past_rewind(f->agent, "card", row.id, at, &row, 1, f->arena, &error),
			 STATUS_OK);
	assert_int_equal(strtoll(cell.text, NULL, 10), before);
	assert_false(row.absent);
	assert_int_equal(past_rewind(f->agent, "card", row.id, "2026-01-01T00:00:00Z", &row, 1,
				     f->arena, &error),
			 STATUS_OK);
	assert_true(row.absent);
}

static void
not_before_it_was_made_nor_later_than_now(void **state)
{
	struct fixture *f = *state;
	struct past past;
	struct error error;
	const char *card = fixture_card("active");
	assert_int_equal(look(f, f->agent, card, "2026-11-19T10:00:00Z", &past, &error),
			 STATUS_REFUSED);
	assert_string_equal(error.key, "past.before_making");
	assert_string_equal(error.param, "at");
	assert_int_equal(look(f, f->agent, card, "2026-12-19T10:00:00Z", &past, &error),
			 STATUS_REFUSED);
	assert_string_equal(error.key, "past.to_come");
}

/* Right and scope are those of the card. */
static void
right_and_scope(void **state)
{
	struct fixture *f = *state;
	struct past past;
	struct error error;
	const char *at = stamp_now(f);
	const char *theirs = fixture_text(f, "SELECT number FROM card WHERE plate = 'AB-123-C'");
	assert_int_equal(look(f, f->manager, fixture_card("active"), at, &past, &error), STATUS_OK);
	assert_int_equal(look(f, f->manager, theirs, at, &past, &error), STATUS_REFUSED);
	assert_string_equal(error.key, "record.card.unknown");
	assert_int_equal(look(f, f->agent, "7002000000000009999", at, &past, &error),
			 STATUS_REFUSED);
	f->agent->rights = 0;
	assert_int_equal(look(f, f->agent, theirs, at, &past, &error), STATUS_DENIED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_state_is_told_again), TEST(to_the_second),
		TEST(twice_in_one_command),      TEST(not_before_it_was_made_nor_later_than_now),
		TEST(right_and_scope),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
