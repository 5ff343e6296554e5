/* airCODEs of the demo, and messages sent and waiting. */
#include "demo_draw.h"

#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/sms.h>
#include <guichet/store.h>
#include <inttypes.h>
#include <string.h>

struct message {
	const char *channel, *kind, *to, *language;
	bool waiting;
	int64_t at;
	const struct arg *args;
};

static enum status
write_message(struct demo *demo, const struct client *client, const struct draw *draw,
	      const struct message *message)
{
	const struct lang *lang = lang_get(message->language);
	int64_t id = 0;
	if (demo->messages_left == 0 || message->to == NULL) {
		return STATUS_OK;
	}
	demo->messages_left--;
	const char *key =
	    arena_format(demo->scratch, "message.%s.%s", message->kind, message->channel);
	const char *subject = arena_format(demo->scratch, "%s.subject", key);
	const char *body = arena_format(demo->scratch, "%s.body", key);
	bool titled = lang_find(lang, subject) != NULL;
	enum status status = demo_id(demo, TABLE_OUTBOX, &id);
	if (status != STATUS_OK) {
		return status;
	}
	const char *written = lang_format(demo->scratch, lang, body, message->args);
	bool sms = strcmp(message->channel, "sms") == 0;
	const char *text = sms ? sms_text(demo->scratch, written) : written;
	return work_run_any(
	    demo->work, SQL_DEMO_MESSAGE,
	    ARGS(ARG_INT("id", id), ARG_TEXT("channel", message->channel),
		 ARG_TEXT("recipient", message->to), ARG_TEXT("language", message->language),
		 ARG_TEXT("kind", message->kind),
		 ARG_TEXT("subject",
			  titled ? lang_format(demo->scratch, lang, subject, message->args) : NULL),
		 ARG_TEXT("body", text), ARG_INT("coded", strcmp(message->kind, "aircode") == 0),
		 id_or_null("parts", sms ? (int64_t)sms_measure(text).parts : 0),
		 ARG_TEXT("state", message->waiting ? "waiting" : "sent"),
		 ARG_INT("tries", message->waiting ? 0 : 1), ARG_INT("customer", client->id),
		 ARG_INT("card", draw->id), demo_stamp_or_null(demo, "created_at", message->at),
		 demo_stamp_or_null(demo, "sent_at", message->waiting ? 0 : message->at + 4)),
	    NULL);
}

enum status
demo_aircode(struct demo *demo, const struct client *client, const struct draw *draw)
{
	int64_t id = 0;
	char code[7] = { 0 };
	char mac[SECRET_MAC_HEX];
	if (draw->aircode_at == 0) {
		return STATUS_OK;
	}
	enum status status = demo_id(demo, TABLE_AIRCODE, &id);
	if (status != STATUS_OK) {
		return status;
	}
	secret_digits(code, 6);
	const struct mac_part parts[] = { { draw->number, strlen(draw->number) }, { code, 6 } };
	secret_mac_parts(store_keys(demo->work->session->store), "aircode", parts, 2, mac);
	secret_wipe(code, sizeof code);
	const char *until = demo_stamp(demo, draw->aircode_at + 86400);
	status = work_run_any(demo->work, SQL_DEMO_AIRCODE,
			      ARGS(ARG_INT("id", id), ARG_INT("card", draw->id),
				   ARG_TEXT("mac", mac), ARG_TEXT("phone", draw->phone),
				   demo_stamp_or_null(demo, "created_at", draw->aircode_at),
				   ARG_STAMP("expires_at", until)),
			      NULL);
	if (status != STATUS_OK) {
		return status;
	}
	/* Sent long ago: the code is not readable any more. */
	const struct message sms = {
		.channel = "sms",
		.kind = "aircode",
		.to = draw->phone,
		.language = client->language,
		.at = draw->aircode_at,
		.args = ARGS(ARG_TEXT("code", "******"), ARG_TEXT("label", draw->plate.shown),
			     ARG_TEXT("card", card_tail(demo->scratch, draw->number)),
			     ARG_STAMP("until", until)),
	};
	return write_message(demo, client, draw, &sms);
}

enum status
demo_block_messages(struct demo *demo, const struct client *client, const struct draw *draw)
{
	if (draw->state != STATE_BLOCKED || demo->now - draw->blocked_at > 30 * 86400) {
		return STATUS_OK;
	}
	const char *reference =
	    arena_format(demo->scratch, "B-%05" PRId64, 10000 + draw->id % 90000);
	struct message message = {
		.channel = "email",
		.kind = "card-blocked",
		.to = client->manager_email,
		.language = client->language,
		.waiting = demo->now - draw->blocked_at < 86400,
		.at = draw->blocked_at,
		.args = ARGS(
		    ARG_TEXT("reference", reference),
		    ARG_TEXT("card", card_tail(demo->scratch, draw->number)),
		    ARG_TEXT("label", draw->plate.shown != NULL ? draw->plate.shown : draw->driver),
		    ARG_INT("rank", draw->rank),
		    ARG_CHOICE("reason", "block_reason", draw->block_reason),
		    ARG_STAMP("at", demo_stamp(demo, draw->blocked_at)),
		    ARG_TEXT("customer", client->name),
		    ARG_CHOICE("duplicate", "block_duplicate",
			       draw->next_state != NULL ? "ordered" : "none")),
	};
	enum status status = write_message(demo, client, draw, &message);
	if (status == STATUS_OK) {
		message.channel = "sms";
		message.to = client->manager_phone;
		status = write_message(demo, client, draw, &message);
	}
	return status;
}
