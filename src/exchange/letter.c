/* A letter: the job that guichet-files makes a PDF of.  Where it holds a code, the code is opened
 * here, goes down the pipe, and is wiped with the arena. */
#include "private.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

enum { CODE_SIZE = 8, WAIT_MS = 1000, COUNTRY_CODE = 2 };

struct sheet {
	struct session *session;
	struct arena *arena;
	const struct letter_row *row;
	const struct lang *lang;
	struct builder job;
};

/* The last line is a country's code: named for abroad, left out at home. */
static const char *
name_country(struct arena *arena, const struct config *config, const struct lang *lang,
	     const char *recipient)
{
	const char *last = strrchr(recipient, '\n');

	if (!last || strlen(last + 1) != COUNTRY_CODE)
		return recipient;
	const char *before = arena_copy_bytes(arena, recipient, (size_t)(last - recipient));
	if (strcmp(last + 1, config_text(config, "letter.country")) == 0)
		return before;
	return arena_format(arena, "%s\n%s", before,
			    text_upper(arena, lang_choice(lang, "country", last + 1)));
}

/* Each line by itself: text_clean takes no newline. */
const char *
letter_lines(struct arena *arena, const char *text)
{
	struct builder clean = { .arena = arena };

	for (const char *at = text ? text : ""; *at;) {
		size_t size = strcspn(at, "\n");

		builder_add(&clean, text_clean(arena, arena_copy_bytes(arena, at, size)));
		at += size;
		if (*at == '\n') {
			builder_add(&clean, "\n");
			at++;
		}
	}
	return builder_text(&clean);
}

const char *
letter_sender(struct arena *arena, const struct config *config, const struct lang *lang)
{
	const char *sender = config_text(config, "letter.sender");

	return letter_lines(arena, *sender ? sender : lang_text(lang, "letter.sender"));
}

const char *
letter_address(struct arena *arena, const struct config *config, const struct lang *lang,
	       const char *recipient)
{
	return letter_lines(arena, name_country(arena, config, lang, recipient));
}

static void
add_clean(struct sheet *sheet, const char *name, const char *text)
{
	job_add(&sheet->job, name, letter_lines(sheet->arena, text));
}

static enum status
open_code(const struct sheet *sheet, const char *table, const char *column, int64_t row,
	  const char *sealed, char out[CODE_SIZE], struct error *error)
{
	return secret_open_hex(store_keys(sheet->session->store), table, column, row, sealed, out,
			       CODE_SIZE, error);
}

static enum status
add_pin(struct sheet *sheet, struct error *error)
{
	char code[CODE_SIZE];
	enum status status = open_code(sheet, "rank", "pin_sealed", sheet->row->sealed_id,
				       sheet->row->pin_sealed, code, error);

	if (status != STATUS_OK)
		return status;
	job_add(&sheet->job, "code", code);
	job_add(&sheet->job, "code_label", lang_text(sheet->lang, "letter.pin"));
	secret_wipe(code, sizeof(code));
	return STATUS_OK;
}

static enum status
add_drivers(struct sheet *sheet, const char *code, struct error *error)
{
	struct cursor *cursor = NULL;
	enum status status = store_select(sheet->session->store, SQL_LETTER_DRIVERS,
					  ARGS(ARG_INT("message", sheet->row->id)), &cursor, error);
	int64_t count = 0;

	if (status != STATUS_OK)
		return status;
	for (; cursor_next(cursor); count++)
		job_add(&sheet->job, "row",
			arena_format(sheet->arena, "%s\t%s %s",
				     text_clean(sheet->arena, cursor_text(cursor, 0)), code,
				     cursor_text(cursor, 1)));
	if (count == 0) /* the customer has no driver yet */
		job_add(&sheet->job, "code", code);
	job_add(&sheet->job, "name_label", lang_text(sheet->lang, "letter.driver"));
	job_add(&sheet->job, "code_label",
		lang_text(sheet->lang, count > 0 ? "letter.codes" : "letter.card_digits"));
	return cursor_close(&cursor, error);
}

/* PIN-06: whoever drives abroad reads it where he reads his code. */
static enum status
add_order(struct sheet *sheet, struct error *error)
{
	struct builder countries = { .arena = sheet->arena };
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(sheet->session->store, SQL_LETTER_DRIVER_FIRST, NULL, &cursor, error);

	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor))
		builder_format(&countries, "%s%s", countries.size > 0 ? ", " : "",
			       lang_choice(sheet->lang, "country", cursor_text(cursor, 0)));
	if (countries.size > 0)
		job_add(&sheet->job, "note",
			lang_format(sheet->arena, sheet->lang, "letter.order",
				    ARGS(ARG_TEXT("countries", builder_text(&countries)))));
	return cursor_close(&cursor, error);
}

static enum status
add_driver_codes(struct sheet *sheet, struct error *error)
{
	char code[CODE_SIZE];
	enum status status = open_code(sheet, "customer", "code_sealed", sheet->row->customer,
				       sheet->row->code_sealed, code, error);

	if (status == STATUS_OK)
		status = add_drivers(sheet, code, error);
	secret_wipe(code, sizeof(code));
	return status == STATUS_OK ? add_order(sheet, error) : status;
}

static enum status
make_job(struct sheet *sheet, const char *file, struct error *error)
{
	const struct letter_row *row = sheet->row;
	const struct config *config = sheet->session->config;
	struct builder *job = &sheet->job;
	int64_t created = 0;
	char day[DATE_SIZE];

	(void)stamp_read(row->created_at, &created);
	date_write(stamp_local_day(row->created_at), day);
	job_add(job, "task", "letter");
	job_add(job, "file", temporary_beside(sheet->arena, file));
	job_add(job, "name", file);
	job_add(job, "lang", lang_code(sheet->lang));
	job_add(job, "fonts", config_text(config, "letter.fonts"));
	job_add(job, "window", config_text(config, "letter.window"));
	job_add(job, "sender", letter_sender(sheet->arena, config, sheet->lang));
	job_add(job, "to", letter_address(sheet->arena, config, sheet->lang, row->recipient));
	job_add(job, "date",
		lang_format(sheet->arena, sheet->lang, "letter.date", ARGS(ARG_DATE("date", day))));
	job_add(job, "reference",
		lang_format(sheet->arena, sheet->lang, "letter.reference",
			    ARGS(ARG_INT("message", row->id))));
	add_clean(sheet, "subject", row->subject);
	add_clean(sheet, "body", row->body);
	job_add_number(job, "created", created);
	if (strcmp(row->sealed_kind, "pin") == 0)
		return add_pin(sheet, error);
	if (strcmp(row->sealed_kind, "driver_codes") == 0)
		return add_driver_codes(sheet, error);
	return STATUS_OK;
}

static enum status
follow(struct helper *helper, struct error *error)
{
	struct frame frame = { .kind = JOB_PROGRESS };
	bool later = false;
	enum status status = STATUS_OK;

	do
		status = helper_next(helper, WAIT_MS, &frame, &later, error);
	while (status == STATUS_OK && (later || frame.kind != JOB_DONE));
	helper_end(helper);
	return status;
}

enum status
letter_make(struct session *session, const struct letter_row *row, const char *file,
	    struct error *error)
{
	struct arena *arena = arena_new();
	struct helper helper = { .pid = 0 };
	struct sheet sheet = { .session = session,
			       .arena = arena,
			       .row = row,
			       .lang = lang_get(row->language),
			       .job = { .arena = arena } };
	enum status status = make_job(&sheet, file, error);

	if (status == STATUS_OK)
		status = helper_start(arena, &helper, builder_text(&sheet.job), error);
	if (status == STATUS_OK)
		status = follow(&helper, error);
	arena_free(&arena);
	return status;
}
