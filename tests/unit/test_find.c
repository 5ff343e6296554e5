/* Find anything (decision 5): as the caller says it, to whoever may see it. */
#include "fixture.h"

#include <fcntl.h>
#include <guichet/find.h>
#include <guichet/lang.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct result {
	const struct found *found;
	size_t count;
	bool more, guessed;
};

static struct result
search(struct fixture *f, const struct session *session, const char *words)
{
	struct result result;
	struct error error = { .status = STATUS_OK };
	if (find(session, words, 10, f->arena, &result.found, &result.count, &result.more,
		 &result.guessed, &error))
		fail_msg("%s: %s", words, error_text(f->arena, lang_get("fr"), &error));
	return result;
}

/* The first result's key, or "". */
static const char *
first(struct fixture *f, const struct session *session, const char *words)
{
	struct result result = search(f, session, words);
	return result.count ? result.found[0].key : "";
}

#define ACT1 "7002000000000001007"

static void
as_the_caller_says_it(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *words, *key;
	} said[] = {
		/* plates */
		{ "1-ACT-001", ACT1 },
		{ "1-act-001", ACT1 },
		{ "1act001", ACT1 },
		{ "1 act 001", ACT1 },
		{ "  1.ACT.001 ", ACT1 },
		{ "&act001", ACT1 }, /* R10 */
		{ "&-act-\xC3\xA0\xC3\xA0&", ACT1 },
		{ "1234 bcd", "7002000000000004001" },
		{ "ab-123-cd", "7002000000000003003" },
		/* numbers and their ends */
		{ ACT1, ACT1 },
		{ "7002 0000 0000 0001 007", ACT1 },
		{ "001007", ACT1 },
		{ "1007", ACT1 },
		/* phones in all their forms, and their ends */
		{ "0470 12 34 56", ACT1 },
		{ "0470123456", ACT1 },
		{ "0470/12.34.56", ACT1 },
		{ "+32470123456", ACT1 },
		{ "+32 (0)470 12 34 56", ACT1 },
		{ "0032470123456", ACT1 },
		{ "0032 470 12 34 56", ACT1 },
		{ "470123456", ACT1 },
		{ "123456", ACT1 },
		{ "\xC3\xA0'\xC3\xA8\xC3\xA0&\xC3\xA9\"'(\xC2\xA7", ACT1 }, /* R10 */
		/* names, their words in any order, begun, without accents */
		{ "dupont", ACT1 },
		{ "DUPONT \xC3\x89ric", ACT1 },
		{ "eric dupont", ACT1 },
		{ "dupont e", ACT1 },
		{ "e dupont", ACT1 },
		{ "lefevre", "7002000000000001015" },
		{ "LEF\xC3\x88VRE", "7002000000000001015" },
		{ "jong", "7002000000000002005" },
		{ "piet de", "7002000000000002005" },
		{ "lopez ana", "7002000000000004001" },
		{ "garcia ana", "7002000000000004001" }, /* words apart */
		/* customers */
		{ "C100", "C100" },
		{ "c200", "C200" },
		{ "C3", "C300" },
		/* users */
		{ "supervisor", "supervisor" },
	};
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		const char *key = first(f, f->admin, said[i].words);
		if (strcmp(key, said[i].key))
			fail_msg("\"%s\" gives %s", said[i].words, key);
	}
}

/* The same national digits in three countries: all are shown, whoever asks. */
static void
one_number_in_three_countries(void **state)
{
	struct fixture *f = *state;
	const char *const forms[] = { "612 345 678", "06 1234 5678", "+31 6 12345678",
				      "0034612345678" };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		assert_int_equal(search(f, f->admin, forms[i]).count, 3);
}

static void
too_little_to_look_for(void **state)
{
	struct fixture *f = *state;
	const char *const little[] = { "", " ", "1", "1-", "ab", "é", "--" };
	for (size_t i = 0; i < sizeof little / sizeof *little; i++)
		assert_int_equal(search(f, f->admin, little[i]).count, 0);
}

/* What a result says is enough to choose by. */
static void
a_result_says_what_it_is(void **state)
{
	struct fixture *f = *state;
	const struct found *found = search(f, f->agent, "1act001").found;
	assert_string_equal(found->kind, "card");
	assert_string_equal(found->label, "1-ACT-001 DUPONT \xC3\x89RIC");
	assert_string_equal(found->state, "active");
	assert_string_equal(found->vocabulary, "state");
	assert_true(found->usable);
	assert_true(strlen(found->customer) > 0);
	assert_string_equal(find_screen(found->kind), "card");
	assert_null(find_screen("nothing"));
	found = search(f, f->agent, "1blo001").found;
	assert_string_equal(found->state, "blocked");
	assert_false(found->usable);
}

/* The exact plate first, then those it begins; of equals, the card that works. */
static void
best_first(void **state)
{
	struct fixture *f = *state;
	const char *command = arena_format(f->arena,
					   "sqlite3 %s/store.db \"UPDATE card SET plate = "
					   "'1-SAM-1', plate_key = '1SAM1' WHERE plate IN "
					   "('1-BLO-001', '1-ACT-002'); INSERT INTO search_key "
					   "SELECT '1SAM1', 'card', id FROM card WHERE "
					   "plate_key = '1SAM1'; INSERT INTO search_key SELECT "
					   "'1SAM12', 'card', id FROM card WHERE plate = "
					   "'1-ACT-001'\"",
					   f->folder);
	assert_int_equal(system(command), 0);
	struct result result = search(f, f->agent, "1sam1");
	assert_int_equal(result.count, 3);
	assert_string_equal(result.found[0].key, "7002000000000001015"); /* works */
	assert_string_equal(result.found[1].key, "7002000000000001064"); /* blocked */
	assert_string_equal(result.found[2].key, ACT1);                  /* only begins so */
	assert_false(result.guessed);
	assert_false(result.more);
}

/* However many answers came before it: the whole name first, though its words were said in the
 * other order; then of as many as are shown those that work. */
static void
best_first_in_either_order(void **state)
{
	struct fixture *f = *state;
	const char *command =
	    arena_format(f->arena,
			 "sqlite3 %s/store.db \"INSERT INTO search_key SELECT CASE plate WHEN "
			 "'1-BLO-001' THEN 'VAN DEA' WHEN '1-ACT-001' THEN 'VAN DEB' WHEN "
			 "'1-ACT-002' THEN 'VAN DEC' WHEN '1-NEW-001' THEN 'VAN DED' ELSE 'DE VAN' "
			 "END, 'card', id FROM card WHERE plate IN ('1-BLO-001', '1-ACT-001', "
			 "'1-ACT-002', '1-NEW-001', '1-SUS-001')\"",
			 f->folder);
	struct result result;
	assert_int_equal(system(command), 0);
	assert_int_equal(find(f->agent, "van de", 3, f->arena, &result.found, &result.count,
			      &result.more, &result.guessed, NULL),
			 STATUS_OK);
	assert_int_equal(result.count, 3);
	assert_true(result.more);
	assert_string_equal(result.found[0].key, "7002000000000001049"); /* DE VAN */
	assert_string_equal(result.found[1].key, ACT1);
	assert_string_equal(result.found[2].key, "7002000000000001064"); /* blocked */
}

/* A key that was left behind is none of the results. */
static void
a_record_that_is_gone(void **state)
{
	struct fixture *f = *state;
	const char *command =
	    arena_format(f->arena,
			 "sqlite3 %s/store.db \"INSERT INTO search_key VALUES "
			 "('1ACT001', 'card', 999999), ('1ACT', 'card', 999998)\"",
			 f->folder);
	assert_int_equal(system(command), 0);
	struct result result = search(f, f->agent, "1act");
	assert_int_equal(result.count, 2);
	assert_string_equal(result.found[0].key, ACT1);
	assert_string_equal(result.found[1].key, "7002000000000001015");
}

static void
one_typing_error(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *words, *key;
	} wrong[] = {
		{ "1atc001", ACT1 },  /* two swapped */
		{ "1act01", ACT1 },   /* one left out: begins nothing else */
		{ "1acct001", ACT1 }, /* one too many */
		{ "2act001", ACT1 },  /* one wrong */
		{ "dupomt", ACT1 },   { "lefebvre", "7002000000000001015" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct result result = search(f, f->admin, wrong[i].words);
		if (!result.count || strcmp(result.found[0].key, wrong[i].key) || !result.guessed)
			fail_msg("\"%s\" gives %s", wrong[i].words,
				 result.count ? result.found[0].key : "nothing");
	}
	assert_false(search(f, f->admin, "1act001").guessed);
	assert_int_equal(search(f, f->admin, "zzzzqq").count, 0);
}

/* A customer's user finds his own, whatever he types, wrong or right. */
static void
a_manager_finds_his_own(void **state)
{
	struct fixture *f = *state;
	const char *const others[] = { "ab123c", "ab123cd",    "1234bcd", "jong",
				       "chloe",  "612345678",  "C200",    "C300",
				       "2005",   "supervisor", "ab123",   "gracia" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct result result = search(f, f->manager, others[i]);
		for (size_t j = 0; j < result.count; j++)
			if (!strncmp(result.found[j].key, "70020000000000010", 17) ||
			    !strncmp(result.found[j].key, "C100", 4) ||
			    !strcmp(result.found[j].key, "manager") ||
			    !strcmp(result.found[j].key, "reader"))
				continue;
			else
				fail_msg("\"%s\" gives %s", others[i], result.found[j].key);
	}
	assert_string_equal(first(f, f->manager, "&act001"), ACT1);
	assert_string_equal(first(f, f->manager, "0470 12 34 56"), ACT1);
	assert_string_equal(first(f, f->manager, "eric dup"), ACT1);
	assert_string_equal(first(f, f->manager, "C100"), "C100");
	assert_string_equal(first(f, f->manager, "123456"), ACT1);
	assert_true(search(f, f->manager, "dupomt").guessed);
}

/* The same through the keys of all: a user of a customer with very many cards. */
static void
the_long_way_sees_no_more(void **state)
{
	struct fixture *f = *state;
	const char *command = arena_format(f->arena,
					   "sqlite3 %s/store.db \"UPDATE card_tally SET cards = "
					   "5000 WHERE customer_id = (SELECT id "
					   "FROM customer WHERE number = 'C100')\"",
					   f->folder);
	assert_int_equal(system(command), 0);
	a_manager_finds_his_own(state);
}

/* Kinds whose screen is not his are not told of. */
static void
only_kinds_one_may_open(void **state)
{
	struct fixture *f = *state;
	struct session session = *f->agent;
	assert_int_equal(search(f, &session, "supervisor").count,
			 0); /* an agent has no right to users */
	assert_int_equal(search(f, f->admin, "supervisor").count, 1);
	session.rights &= ~(1u << RIGHT_CARDS);
	assert_int_equal(search(f, &session, "1act001").count, 0);
}

static void
no_more_than_asked(void **state)
{
	struct fixture *f = *state;
	struct result result;
	assert_int_equal(find(f->admin, "700", 3, f->arena, &result.found, &result.count,
			      &result.more, &result.guessed, NULL),
			 STATUS_OK);
	assert_int_equal(result.count, 3);
	assert_true(result.more);
}

/* S4: of records that are not in memory the customers are asked for beforehand. */
static void
each_has_its_customer(void **state)
{
	struct fixture *f = *state;
	struct cursor *all, *one;
	int records = 0;
	assert_int_equal(store_select_sql(f->store,
					  "SELECT 'card', id, customer_id FROM card UNION ALL "
					  "SELECT 'driver', id, customer_id FROM driver UNION ALL "
					  "SELECT 'authorisation', id, customer_id FROM "
					  "authorisation UNION ALL "
					  "SELECT 'invoice', id, customer_id FROM invoice",
					  NULL, &all, NULL),
			 STATUS_OK);
	for (; cursor_next(all); records++) {
		assert_int_equal(store_select(f->store, SQL_FIND_CUSTOMER_OF,
					      ARGS(ARG_TEXT("kind", cursor_text(all, 0)),
						   ARG_INT("id", cursor_int(all, 1))),
					      &one, NULL),
				 STATUS_OK);
		assert_true(cursor_next(one));
		assert_int_equal(cursor_int(one, 0), cursor_int(all, 2));
		assert_false(cursor_next(one));
		assert_int_equal(cursor_close(&one, NULL), STATUS_OK);
	}
	assert_int_equal(cursor_close(&all, NULL), STATUS_OK);
	assert_true(records > 10);
}

static void
the_same_from_the_disk(void **state)
{
	struct fixture *f = *state;
	static const char *const words[] = { "700", "dupont", "123456", "lopez ana" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const struct result warm = search(f, f->admin, words[i]);
		const int file = open(store_path(f->store), O_RDONLY);
		assert_true(file >= 0);
		posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
		const struct result cold = search(f, f->admin, words[i]);
		assert_true(warm.count > 0);
		assert_int_equal(cold.count, warm.count);
		for (size_t j = 0; j < warm.count; j++)
			assert_string_equal(cold.found[j].key, warm.found[j].key);
		close(file);
	}
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		case_of(as_the_caller_says_it),
		case_of(one_number_in_three_countries),
		case_of(too_little_to_look_for),
		case_of(a_result_says_what_it_is),
		case_of(best_first),
		case_of(best_first_in_either_order),
		case_of(a_record_that_is_gone),
		case_of(one_typing_error),
		case_of(a_manager_finds_his_own),
		case_of(the_long_way_sees_no_more),
		case_of(only_kinds_one_may_open),
		case_of(no_more_than_asked),
		case_of(each_has_its_customer),
		case_of(the_same_from_the_disk),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
