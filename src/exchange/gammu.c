/* A text message as a file for gammu-smsd (gammu-smsd-files(7)), its name made of the row: what is
 * in outbox, sent or error under that name is never written a second time, so that no retry sends
 * twice (MSG-01). gammu-smsd moves it to sent or error, under the same name, and that is how its
 * end is known. */
#include "deliver.h"

#include <dirent.h>
#include <errno.h>
#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/session.h>
#include <guichet/sms.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0640 }; /* gammu-smsd has a group of its own */

static const char *
part(const struct postman *postman, const char *name)
{
	return arena_format(postman->arena, "%s/%s",
			    config_text(postman->session->config, "message.gammu_dir"), name);
}

static bool
is_in(const struct postman *postman, const char *folder, const char *file)
{
	struct stat found;

	return lstat(arena_format(postman->arena, "%s/%s", part(postman, folder), file), &found) ==
	       0;
}

/* gammu-smsd writes the new place before it empties the old one: looked for in that order, a file
 * that is being moved is found. */
static bool
is_anywhere(const struct postman *postman, const char *file)
{
	return is_in(postman, "outbox", file) || is_in(postman, "sent", file) ||
	       is_in(postman, "error", file);
}

/* OUTC<date>_<time>_00_<number>_<row>r<try>.txt */
static const char *
make_name(const struct postman *postman, const struct message *message, int64_t attempt)
{
	struct builder digits = { .arena = postman->arena };

	for (const char *at = message->created_at; *at; at++) {
		if (*at >= '0' && *at <= '9')
			builder_add_bytes(&digits, at, 1);
		if (*at == 'T')
			builder_add(&digits, "_");
	}
	return arena_format(postman->arena, "OUTC%s_00_%s_%" PRId64 "r%" PRId64 ".txt",
			    builder_text(&digits), message->recipient, message->id, attempt);
}

/* The first name that gammu-smsd has not failed with: one that it has, or has sent, is taken as it
 * is. */
static const char *
next_name(const struct postman *postman, const struct message *message)
{
	for (int64_t attempt = 1;; attempt++) {
		const char *name = make_name(postman, message, attempt);

		if (is_in(postman, "outbox", name) || is_in(postman, "sent", name) ||
		    !is_in(postman, "error", name))
			return name;
	}
}

/* UTF-16 with its mark: read alike whatever gammu-smsd's locale, which then picks GSM 03.38 where
 * it is enough. */
static void
add_unit(struct builder *out, int32_t unit)
{
	const char bytes[2] = { (char)(unit >> 8 & 0xFF), (char)(unit & 0xFF) };

	builder_add_bytes(out, bytes, sizeof(bytes));
}

static void
add_utf16(struct builder *out, const char *text)
{
	int32_t sign = 0;

	add_unit(out, 0xFEFF);
	for (size_t size; (size = text_step(text, &sign)) > 0; text += size) {
		if (sign > 0xFFFF) {
			add_unit(out, 0xD800 + ((sign - 0x10000) >> 10));
			add_unit(out, 0xDC00 + ((sign - 0x10000) & 0x3FF));
		} else {
			add_unit(out, sign);
		}
	}
}

static bool
check(const struct message *message, struct error *error)
{
	if (!sms_number_valid(message->recipient))
		return error_set(error, STATUS_REFUSED, NULL, "delivery.number",
				 ARGS(ARG_TEXT("reason", message->recipient))) == STATUS_OK;
	if (sms_measure(message->text).parts > SMS_PARTS_MOST)
		return error_set(error, STATUS_REFUSED, NULL, "delivery.long",
				 ARGS(ARG_INT("reason", SMS_PARTS_MOST))) == STATUS_OK;
	return true;
}

struct handing
gammu_give(const struct postman *postman, const struct message *message)
{
	struct builder text = { .arena = postman->arena };
	struct handing handing = { .how = HANDED_NEVER };

	if (!check(message, &handing.reason))
		return handing;
	handing.file = next_name(postman, message);
	handing.how = HANDED_LATER;
	if (is_anywhere(postman, handing.file))
		return handing;
	add_utf16(&text, message->text);
	if (folder_put(part(postman, "outbox"), handing.file, text.text, text.size, FILE_MODE,
		       &handing.reason) != STATUS_OK)
		handing.how = HANDED_BROKEN;
	return handing;
}

bool
gammu_withdraw(const struct postman *postman, const char *folder, const char *file)
{
	return unlink(arena_format(postman->arena, "%s/%s", part(postman, folder), file)) == 0;
}

/* The name stays, for the next try to take another. */
void
gammu_empty(const struct postman *postman, const char *file)
{
	struct error unheard = { .status = STATUS_OK };

	if (gammu_withdraw(postman, "error", file))
		(void)folder_put(part(postman, "error"), file, "", 0, FILE_MODE, &unheard);
}

enum handed
gammu_outcome(const struct postman *postman, const char *file, struct error *reason)
{
	if (is_in(postman, "outbox", file))
		return HANDED_LATER;
	if (is_in(postman, "sent", file))
		return HANDED_SENT;
	if (is_in(postman, "error", file)) {
		(void)error_set(reason, STATUS_FAILED, NULL, "delivery.modem", NULL);
		return HANDED_AGAIN;
	}
	if (!is_in(postman, "outbox", ".") || !is_in(postman, "sent", ".") ||
	    !is_in(postman, "error", "."))
		return HANDED_LATER; /* the folders themselves are away: nothing can be told yet */
	(void)error_set(reason, STATUS_FAILED, NULL, "delivery.vanished",
			ARGS(ARG_TEXT("path", file)));
	return HANDED_NEVER;
}
