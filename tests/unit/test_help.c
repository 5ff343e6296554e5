/* CUS-05: help that is read is the same in three languages, leads where something is, and is found
 * by the words that people have for it; a question reaches its department, and nothing else. */
#include "fixture.h"

#include <guichet/command.h>
#include <guichet/config.h>
#include <guichet/department.h>
#include <guichet/help.h>
#include <guichet/lang.h>
#include <guichet/screen.h>
#include <guichet/text.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 76, LINES_MOST = 9, QUESTIONS_LEAST = 30 };

/* --- what is there --- */

static void
books_are_alike(void **state)
{
	struct fixture *f = *state;
	for (const char *const *book = help_books; *book; book++) {
		const struct help_topic *first = help_topics(f->arena, "fr", *book);
		assert_non_null(first->name);
		for (const char *const *code = lang_codes; *code; code++) {
			const struct help_topic *topic = help_topics(f->arena, *code, *book);
			size_t i = 0;
			for (; first[i].name && topic[i].name; i++) {
				assert_string_equal(topic[i].name, first[i].name);
				assert_int_equal(!topic[i].target, !first[i].target);
				if (first[i].target)
					assert_string_equal(topic[i].target, first[i].target);
				assert_true(topic[i].title[0] && topic[i].text[0]);
			}
			assert_true(!first[i].name && !topic[i].name);
		}
	}
	size_t questions = 0;
	while (help_topics(f->arena, "fr", "faq")[questions].name)
		questions++;
	assert_true(questions >= QUESTIONS_LEAST);
	assert_null(help_topics(f->arena, "fr", "../lang")->name);
}

/* A screen that opens without being told what of, or a command. */
static bool
leads_somewhere(struct fixture *f, const char *target)
{
	const struct screen *screen;
	if (command_find(target))
		return true;
	return screen_load(f->arena, f->config, target, &screen, NULL) == STATUS_OK &&
	       (screen->kind == SCREEN_LIST || screen->own);
}

static void
each_leads_somewhere(void **state)
{
	struct fixture *f = *state;
	const struct help_topic *topic = help_topics(f->arena, "fr", "faq");
	for (; topic->name; topic++)
		if (topic->target && !leads_somewhere(f, topic->target))
			fail_msg("%s: %s is no list and no command", topic->name, topic->target);
}

/* On a screen of 80x24 beneath six others: a title in one line, an answer without turning a page.
 */
static void
answers_are_short(void **state)
{
	struct fixture *f = *state;
	for (const char *const *code = lang_codes; *code; code++) {
		const struct help_topic *topic = help_topics(f->arena, *code, "faq");
		for (; topic->name; topic++) {
			size_t count = 0;
			help_lines(f->arena, topic->text, COLUMNS, &count);
			if (text_width(topic->title) > COLUMNS || count > LINES_MOST)
				fail_msg("%s %s: %d columns, %zu lines", *code, topic->name,
					 text_width(topic->title), count);
		}
	}
}

/* The line of the keys' help that leads here stands whole behind its field. */
static void
the_way_there_is_told(void **state)
{
	enum { TERMINAL = 80, FIELD = 32 };
	(void)state;
	for (const char *const *code = lang_codes; *code; code++) {
		const struct lang *lang = lang_get(*code);
		const int x = 2 + text_width(lang_text(lang, "help.search")) + 1;
		assert_true(x + FIELD + text_width(lang_text(lang, "book.line")) <= TERMINAL);
	}
}

/* --- what is found --- */

static const char *
best(struct fixture *f, const char *language, const char *words)
{
	size_t count = 0;
	const struct help_topic *const *found =
	    help_search(f->arena, help_topics(f->arena, language, "faq"), words, &count);
	assert_null(found[count]);
	return count ? found[0]->name : "nothing";
}

static void
people_s_words(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *language, *words, *name;
	} asked[] = {
		{ "fr", "code oublié", "code-forgotten" },
		{ "fr", "CODE OUBLIE", "code-forgotten" },
		{ "fr", "oublié code", "code-forgotten" },
		{ "fr", "le chauffeur a perdu son pin", "code-forgotten" },
		{ "fr", "mot de passe oublié", "password-forgotten" },
		{ "fr", "carte volée", "stolen" },
		{ "fr", "différence bloquer annuler", "block-or-cancel" },
		{ "fr", "6 heures du matin codes", "driver-block-six" },
		{ "fr", "06:00", "driver-block-six" },
		{ "fr", "date renouvellement", "renewal-dates" },
		{ "fr", "carte grise boitier", "obu-papers" },
		{ "fr", "airCODE pas recu", "aircode-missing" },
		{ "fr", "contact facturation", "contact-change" },
		{ "fr", "facture", "invoice" },
		{ "fr", "ligne contestée", "invoice-line" },
		{ "nl", "factuur", "invoice" },
		{ "nl", "betwist factuur regel", "invoice-line" },
		{ "en", "invoice", "invoice" },
		{ "en", "disputed invoice line", "invoice-line" },
		{ "fr", "ravitailler sans carte", "no-card" },
		{ "fr", "code allemagne", "code-order" },
		{ "fr", "donner acces collègue", "user-new" },
		{ "fr", "téléphone perdu code unique", "second-factor" },
		{ "nl", "code vergeten", "code-forgotten" },
		{ "nl", "wachtwoord vergeten", "password-forgotten" },
		{ "nl", "kaart gestolen", "stolen" },
		{ "nl", "kaarten vernieuwd wanneer", "renewal-dates" },
		{ "nl", "tanken zonder kaart", "no-card" },
		{ "en", "forgotten code", "code-forgotten" },
		{ "en", "lost card", "stolen" },
		{ "en", "registration document", "obu-papers" },
		{ "en", "german code order", "code-order" },
		{ "en", "unlock account", "account-locked" },
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		if (strcmp(best(f, asked[i].language, asked[i].words), asked[i].name) != 0)
			fail_msg("%s: %s, not %s", asked[i].words,
				 best(f, asked[i].language, asked[i].words), asked[i].name);
}

/* A question asked in its own words is the first answer, in every language. */
static void
titles_find_themselves(void **state)
{
	struct fixture *f = *state;
	for (const char *const *code = lang_codes; *code; code++) {
		const struct help_topic *topic = help_topics(f->arena, *code, "faq");
		for (; topic->name; topic++)
			assert_string_equal(best(f, *code, topic->title), topic->name);
	}
}

static void
no_word_and_no_answer(void **state)
{
	struct fixture *f = *state;
	const struct help_topic *topics = help_topics(f->arena, "fr", "faq");
	size_t count = 0, all = 0;
	while (topics[all].name)
		all++;
	assert_ptr_equal(help_search(f->arena, topics, "  ?! ", &count)[0], &topics[0]);
	assert_int_equal(count, all);
	assert_null(help_search(f->arena, topics, "zzzzz", &count)[0]);
	assert_int_equal(count, 0);
}

static void
text_in_lines(void **state)
{
	struct fixture *f = *state;
	size_t count = 0;
	const char *const *lines =
	    help_lines(f->arena, "one two three\n\n- four five six\n    as  it stands", 10, &count);
	const char *const wanted[] = {
		"one two", "three", "", "- four", "  five six", "    as  i…"
	};
	assert_int_equal(count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < count; i++)
		if (i != 3 && i != 4)
			assert_string_equal(lines[i], wanted[i]);
	assert_true(!strncmp(lines[3], "- ", 2) && !strncmp(lines[4], "  ", 2));
}

/* --- who is asked --- */

static struct session
with_departments(struct fixture *f, struct config **config)
{
	const char *path = arena_format(f->arena, "%s/contact.conf", f->folder);
	struct session session = *f->manager;
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("contact = { cards_email = \"cartes@emetteur.example\"; tolls_phone = \"02 555 12 "
	      "12\"; };\n",
	      file);
	fclose(file);
	*config = config_load(path, NULL, NULL);
	session.config = *config;
	return session;
}

static enum status
ask(struct fixture *f, struct session *session, const char *department, const char *subject,
    const char *text, const char *phone)
{
	return fixture_run(f, session, "help.contact", "department", department, "subject", subject,
			   "text", text, "phone", phone, NULL);
}

static void
a_question_is_queued(void **state)
{
	struct fixture *f = *state;
	struct config *config;
	struct session session = with_departments(f, &config);
	assert_int_equal(ask(f, &session, "cards", "Boîte {name}", "Une ligne\nune autre {login}",
			     "+32 470 12.34.56"),
			 STATUS_OK);
	assert_true(fixture_said(f, "outcome.question_sent"));
	assert_true(fixture_said(f, "outcome.question_call"));
	assert_string_equal(
	    fixture_text(f, "SELECT recipient FROM outbox WHERE kind = 'help-contact'"),
	    "cartes@emetteur.example");
	assert_string_equal(
	    fixture_text(f, "SELECT subject FROM outbox WHERE kind = 'help-contact'"),
	    "[Cartes et codes] Boîte {name}");
	const char *body = fixture_letter(f, "help-contact");
	/* What he typed stays as he typed it, and is told with who he is. */
	assert_non_null(strstr(body, "\n\nUne ligne\nune autre {login}\n"));
	assert_non_null(strstr(body, "(manager), Gestionnaire de parc\n"));
	assert_non_null(strstr(body, "manager@guichet.example\n"));
	assert_non_null(strstr(body, "C100 "));
	assert_non_null(strstr(body, "+32 470 12.34.56\n"));
	assert_int_equal(fixture_number(f,
					"SELECT COUNT(*) FROM outbox o JOIN customer u ON u.id = "
					"o.customer_id WHERE o.kind = 'help-contact' AND "
					"u.number = 'C100'"),
			 1);
	config_free(&config);
}

static void
refused_in_clear_words(void **state)
{
	struct fixture *f = *state;
	struct config *config;
	struct session session = with_departments(f, &config);
	const char *before = fixture_print(f);
	char long_text[2102];
	memset(long_text, 'a', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	assert_refused(f, ask(f, &session, "tolls", "Sujet", "Texte", NULL), "department",
		       "refusal.department_phone");
	assert_non_null(strstr(fixture_refusal(f, "fr"), "02 555 12 12"));
	assert_refused(f, ask(f, &session, "cards", "Sujet", "Texte", "0470; rm"), "phone",
		       "refusal.call_back");
	assert_refused(f, ask(f, &session, "cards", "Sujet", "Texte", "12345"), "phone",
		       "refusal.call_back");
	assert_int_equal(ask(f, &session, "cards", "Sujet", "  ", NULL), STATUS_USAGE);
	assert_string_equal(f->outcome.error.param, "text");
	assert_int_equal(ask(f, &session, "cards", "", "Texte", NULL), STATUS_USAGE);
	assert_int_equal(ask(f, &session, "cards", "Sujet", long_text, NULL), STATUS_USAGE);
	assert_string_equal(f->outcome.error.key, "error.too_long_text");
	/* No header is added to the letter. */
	assert_int_equal(ask(f, &session, "cards", "Sujet\nBcc: a@b.example", "Texte", NULL),
			 STATUS_USAGE);
	assert_int_equal(ask(f, &session, "cards", "Sujet\r", "Texte\x1b[2J", NULL), STATUS_USAGE);
	/* Nor another's customer named. */
	assert_int_equal(fixture_run(f, &session, "help.contact", "department", "cards", "subject",
				     "x", "text", "y", "customer", "C200", NULL),
			 STATUS_REFUSED);
	assert_int_equal(ask(f, f->system, "cards", "Sujet", "Texte", NULL), STATUS_DENIED);
	assert_string_equal(fixture_print(f), before);
	config_free(&config);
}

/* Every department that can be chosen has its words. */
static void
departments_have_words(void **state)
{
	struct fixture *f = *state;
	const struct department *list = departments(f->arena, f->manager);
	for (size_t i = 0; department_codes[i]; i++) {
		assert_string_equal(list[i].code, department_codes[i]);
		for (const char *const *code = lang_codes; *code; code++) {
			const char *name = arena_format(f->arena, "department.%s", list[i].code);
			assert_non_null(lang_find(lang_get(*code), name));
			assert_non_null(
			    lang_find(lang_get(*code), arena_format(f->arena, "choice.%s", name)));
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(books_are_alike),        TEST(each_leads_somewhere),
		TEST(answers_are_short),      TEST(people_s_words),
		TEST(titles_find_themselves), TEST(no_word_and_no_answer),
		TEST(text_in_lines),          TEST(a_question_is_queued),
		TEST(refused_in_clear_words), TEST(departments_have_words),
		TEST(the_way_there_is_told),
	};
	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
