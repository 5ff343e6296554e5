/* An e-mail from its row: the same bytes at every try, its Message-ID too, so that a receiver who
 * gets it twice can tell (MSG-01).  Refused here is what would be another header, address or
 * argument. */
#include "deliver.h"
#include "mime.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/document.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/session.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

enum { NAME_MOST = 100 };

/* Where no address is set, in the spool: a name that no mail reaches. */
static const char *
address_from(const struct postman *postman)
{
	const char *from = config_text(postman->session->config, "message.mail_from");

	return *from ? from : "guichet@localhost.invalid";
}

static const char *
name_from(const struct postman *postman, const struct lang *lang)
{
	const char *name = config_text(postman->session->config, "message.mail_name");

	if (!*name)
		name = config_text(postman->session->config, "letter.sender");
	if (!*name)
		name = lang_text(lang, "letter.sender");
	return text_cut(postman->arena, text_clean(postman->arena, name), NAME_MOST, false);
}

static void
add_date(struct builder *out, const char *stamp)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int64_t seconds = 0;
	struct tm at;

	(void)stamp_read(stamp, &seconds);
	const time_t when = (time_t)seconds;
	(void)gmtime_r(&when, &at);
	builder_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\n", days[at.tm_wday],
		       at.tm_mday, months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min,
		       at.tm_sec);
}

/* Made of what the row has for ever. */
static void
add_message_id(struct builder *out, const struct message *message, const char *from)
{
	builder_add(out, "Message-ID: <guichet.");
	for (const char *at = message->created_at; *at; at++)
		if (*at >= '0' && *at <= '9')
			builder_add_bytes(out, at, 1);
	builder_format(out, ".%" PRId64 "%s>\n", message->id, strchr(from, '@'));
}

static void
add_headers(const struct postman *postman, const struct message *message, struct builder *out)
{
	const char *reply = config_text(postman->session->config, "message.mail_reply_to");
	const char *from = address_from(postman);
	const struct lang *lang = lang_get(message->language);

	mime_mailbox(out, "From", name_from(postman, lang ? lang : lang_get(lang_codes[0])), from);
	if (*reply)
		mime_mailbox(out, "Reply-To", "", reply);
	mime_mailbox(out, "To", "", message->recipient);
	mime_header(out, "Subject", message->subject);
	add_date(out, message->created_at);
	add_message_id(out, message, from);
	builder_format(out,
		       "Auto-Submitted: auto-generated\nContent-Language: %s\n"
		       "MIME-Version: 1.0\n",
		       message->language);
}

static void
add_text(const struct message *message, struct builder *out)
{
	builder_add(out, "Content-Type: text/plain; charset=UTF-8\n"
			 "Content-Transfer-Encoding: quoted-printable\n\n");
	mime_quoted_printable(out, message->text);
}

static const char *
media_type(const char *media)
{
	static const char *const types[][2] = {
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
		{ "csv", "text/csv; charset=UTF-8" },
		{ "txt", "text/plain; charset=UTF-8" },
		{ "pdf", "application/pdf" },
		{ "jpeg", "image/jpeg" },
		{ "png", "image/png" },
		{ "p7s", "application/pkcs7-signature" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(types[i][0], media) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static enum status
add_file(const struct postman *postman, const struct attached *file, struct builder *out,
	 struct error *error)
{
	const void *bytes = NULL;
	size_t size = 0;
	enum status status = document_fetch(postman->arena, postman->session->store, file->hash,
					    &bytes, &size, error);

	if (status != STATUS_OK)
		return status;
	builder_format(out,
		       "Content-Type: %s\nContent-Transfer-Encoding: base64\n"
		       "Content-Disposition: attachment",
		       media_type(file->media));
	mime_parameter(
	    out, "filename",
	    text_cut(postman->arena, text_clean(postman->arena, file->name), NAME_MOST, false));
	builder_add(out, "\n\n");
	mime_base64(out, bytes, size);
	return STATUS_OK;
}

/* "=_" stands in neither of the encodings used, so no part can hold it. */
static enum status
add_parts(const struct postman *postman, const struct message *message, struct builder *out,
	  struct error *error)
{
	const char *line = arena_format(postman->arena, "=_guichet_%" PRId64, message->id);
	enum status status = STATUS_OK;

	builder_format(out, "Content-Type: multipart/mixed; boundary=\"%s\"\n\n--%s\n", line, line);
	add_text(message, out);
	for (size_t i = 0; status == STATUS_OK && i < message->file_count; i++) {
		builder_format(out, "--%s\n", line);
		status = add_file(postman, &message->files[i], out, error);
	}
	builder_format(out, "--%s--\n", line);
	return status;
}

static enum status
check(const struct postman *postman, const struct message *message, struct error *error)
{
	const char *reply = config_text(postman->session->config, "message.mail_reply_to");

	if (!email_valid(message->recipient))
		return error_set(error, STATUS_REFUSED, NULL, "delivery.address",
				 ARGS(ARG_TEXT("reason", message->recipient)));
	if (!email_valid(address_from(postman)))
		return error_set(error, STATUS_USAGE, NULL, "delivery.sender",
				 ARGS(ARG_TEXT("path", "message.mail_from")));
	if (*reply && !email_valid(reply))
		return error_set(error, STATUS_USAGE, NULL, "delivery.sender",
				 ARGS(ARG_TEXT("path", "message.mail_reply_to")));
	return STATUS_OK;
}

enum status
mail_make(const struct postman *postman, const struct message *message, struct builder *out,
	  struct error *error)
{
	enum status status = check(postman, message, error);

	if (status != STATUS_OK)
		return status;
	add_headers(postman, message, out);
	if (message->file_count > 0)
		return add_parts(postman, message, out, error);
	add_text(message, out);
	return STATUS_OK;
}
