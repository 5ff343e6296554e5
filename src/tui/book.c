/* Help that is read (CUS-05): frequent questions, the guide, whom to ask.  Enter goes to the screen
 * or the form that the topic in focus names. */
#include "again.h"
#include "reader.h"
#include "table.h"

#include <guichet/department.h>
#include <string.h>

enum { PAGE_FAQ, PAGE_GUIDE, PAGE_CONTACT, PAGES };
static const char *const pages[PAGES] = { "faq", "guide", "contact" };

/* --- what there is to read --- */

static void
add_detail(const struct app *app, struct builder *text, const char *label, const char *value)
{
	const struct lang *lang = app_lang(app);
	if (value[0] == '\0')
		return;
	builder_add(text, "\n- ");
	builder_add(text, lang_format(text->arena, lang, "book.detail",
				      ARGS(ARG_TEXT("what", lang_text(lang, label)),
					   ARG_TEXT("value", value))));
}

/* A department is read as a question is: what it is for, and how it is reached. */
static struct help_topic
department_topic(const struct app *app, struct arena *arena, const struct department *department)
{
	const struct lang *lang = app_lang(app);
	struct builder text = { .arena = arena };

	builder_add(&text, lang_text(lang, arena_format(arena, "department.%s", department->code)));
	builder_add(&text, "\n");
	if (department->email[0] == '\0' && department->phone[0] == '\0')
		builder_format(&text, "\n%s", lang_text(lang, "book.nobody"));
	add_detail(app, &text, "book.phone", department->phone);
	add_detail(app, &text, "book.email", department->email);
	add_detail(app, &text, "book.hours", config_text(app->config, "contact.hours"));
	add_detail(app, &text, "book.urgent", config_text(app->config, "contact.urgent_phone"));
	return (struct help_topic){ .name = department->code,
				    .title = lang_choice(lang, "department", department->code),
				    .words = "",
				    .target = department->email[0] != '\0' ? "help.contact" : NULL,
				    .text = builder_text(&text) };
}

static const struct help_topic *
department_topics(const struct app *app, struct arena *arena)
{
	const struct department *list = departments(arena, app->session);
	size_t count = 0;
	struct help_topic *topics;

	while (list[count].code != NULL)
		count++;
	topics = arena_array(arena, count + 1, sizeof *topics);
	for (size_t i = 0; i < count; i++)
		topics[i] = department_topic(app, arena, &list[i]);
	return topics;
}

static const struct help_topic *
page_topics(struct app *app, struct arena *arena, size_t page)
{
	return page == PAGE_CONTACT ? department_topics(app, arena)
				    : help_topics(arena, lang_code(app_lang(app)), pages[page]);
}

static const char *
page_words(struct app *app, size_t page)
{
	return lang_text(app_lang(app), arena_format(app->scratch, "book.%s", pages[page]));
}

/* --- where it leads --- */

/* To a department: its question form; else the form as it is. */
static void
form_for(struct app *app, size_t page, const struct help_topic *topic,
	 const struct command *command)
{
	const struct input given[] = { { "department", topic->name }, { .name = NULL } };

	again_form(app, command, page == PAGE_CONTACT ? given : NULL);
}

/* Its words, and why it does not work here; NULL: the topic names nothing. */
static const char *
target_words(struct app *app, const char *target, const char **why)
{
	const struct command *command = command_find(target);
	struct error error;

	*why = NULL;
	if (command != NULL) {
		if (execute_allowed(app->session, command, &error) != STATUS_OK)
			*why = error_text(app->scratch, app_lang(app), &error);
		return command_title(app_lang(app), command);
	}
	const struct screen *screen = screen_get(app, target);
	if (screen == NULL)
		return NULL;
	if (!screen_allowed(app, screen))
		*why = lang_format(app->scratch, app_lang(app), "tui.no_right",
				   ARGS(ARG_TEXT("screen", screen_title(app_lang(app), screen))));
	return screen_title(app_lang(app), screen);
}

/* Before one is signed in, and while the screen is locked, it is only read. */
static bool
leads(const struct app *app, const struct help_topic *topic)
{
	return topic->target != NULL && app_signed_in(app) && !app->locked;
}

static enum reaction
enter(struct app *app, size_t page, const struct help_topic *topic)
{
	const char *why = NULL;

	if (!leads(app, topic))
		return STAY;
	target_words(app, topic->target, &why);
	if (why != NULL) {
		app_message(app, TONE_ERROR, "help.why", ARGS(ARG_TEXT("why", why)));
		return REDRAW;
	}
	const struct command *command = command_find(topic->target);
	if (command != NULL) {
		form_for(app, page, topic, command);
		return REDRAW;
	}
	return screen_open(app, topic->target, NULL) ? REDRAW : STAY;
}

static void
offer(struct app *app, const struct help_topic *topic, struct offers *offers)
{
	const char *why = NULL;
	const char *words = leads(app, topic) ? target_words(app, topic->target, &why) : NULL;

	if (words != NULL && why == NULL)
		offer_action_as(offers, ACTION_ACCEPT,
				command_find(topic->target) != NULL
				    ? words
				    : lang_format(app->scratch, app_lang(app), "book.go",
						  ARGS(ARG_TEXT("what", words))));
}

static const struct shelf shelf = {
	.name = "book",
	.pages = PAGES,
	.page_words = page_words,
	.topics = page_topics,
	.enter = enter,
	.offer = offer,
};

static const struct pane_ops book_ops = { .name = "book", READER_OPS };

void
book_open(struct app *app, const char *words)
{
	reader_open(app, &book_ops, &shelf, PAGE_FAQ, words);
}
