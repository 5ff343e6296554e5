/* A round of the postman.  The channels take turns, so that an SMS never waits behind a hundred
 * e-mails; a message is leased, handed over, and its end told, each in a short command, and what
 * was handed over when the process was killed is handed over again under the same name. */
#include "deliver.h"

#include <guichet/arena.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/log.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LEASE_SECONDS = 120, HOST_SIZE = 65, REST_MS = 60000, REST_MOST = 10 };

static const struct transport {
	enum channel channel;
	const char *name;
	give_message *give;
} transports[] = {
	{ CHANNEL_SMS, "spool", spool_give },   { CHANNEL_SMS, "gammu", gammu_give },
	{ CHANNEL_EMAIL, "spool", spool_give }, { CHANNEL_EMAIL, "sendmail", sendmail_give },
	{ CHANNEL_LETTER, "post", post_give },  { CHANNEL_LETTER, "spool", post_spool_give },
};

static const char *const channel_names[CHANNELS] = { "sms", "email", "letter" };
static const char *const channel_settings[CHANNELS] = { "message.sms_transport",
							"message.email_transport",
							"message.letter_transport" };

struct way {
	const struct transport *transport;
	const char *where;
	bool open;    /* something may be waiting, and may go */
	int silences; /* in a row without any answer */
	int64_t rest_until;
};

struct deliverer {
	struct postman postman;
	struct turn turn;
	struct way ways[CHANNELS];
	struct arena *arena;
};

/* ---- one message ---- */

/* A file of the program's own making is named by where it lies; "" leaves the name out. */
static enum status
end_good(struct deliverer *deliverer, const char *id, const struct handing *handing,
	 struct error *error)
{
	const struct input input[] = { { "message", id },
				       { "owner", deliverer->postman.owner },
				       { "file", handing->file },
				       { .name = NULL } };

	return postman_tell(&deliverer->postman,
			    handing->how == HANDED_SENT ? "message.sent" : "message.handed", input,
			    NULL, error);
}

static enum status
release(struct deliverer *deliverer, const char *id, struct error *error)
{
	const struct input input[] = { { "message", id },
				       { "owner", deliverer->postman.owner },
				       { .name = NULL } };

	return postman_tell(&deliverer->postman, "message.release", input, NULL, error);
}

/* A server that does not answer is left alone for a while, longer each time; the others' messages
 * go on. */
static void
rest(struct way *way, const struct handing *handing)
{
	if (!handing->slow) {
		way->silences = 0;
		return;
	}
	if (way->silences < REST_MOST)
		way->silences++;
	way->rest_until = milliseconds() + REST_MS * (int64_t)way->silences;
	way->open = false;
}

static enum status
end_bad(struct deliverer *deliverer, enum channel channel, const struct message *message,
	const struct handing *handing, struct delivered *delivered, struct error *error)
{
	const bool over =
	    handing->how == HANDED_NEVER || postman_over(&deliverer->postman, message->tries);

	if (over)
		delivered->of[channel].failed++;
	else
		delivered->of[channel].again++;
	delivered->of[channel].fault = handing->reason;
	delivered->of[channel].fault_id = message->id;
	return postman_fault(&deliverer->postman, message->id, deliverer->postman.owner, over,
			     handing, error);
}

static enum status
hand_over(struct deliverer *deliverer, enum channel channel, const char *id,
	  struct delivered *delivered, struct error *error)
{
	struct way *way = &deliverer->ways[channel];
	struct message message = { .id = strtoll(id, NULL, 10) };
	struct handing handing = { .how = HANDED_AGAIN };

	if (postman_read(&deliverer->postman, message.id, &message, &handing.reason) == STATUS_OK)
		handing = way->transport->give(&deliverer->postman, &message);
	rest(way, &handing);
	switch (handing.how) {
	case HANDED_SENT:
		delivered->of[channel].sent++;
		return end_good(deliverer, id, &handing, error);
	case HANDED_LATER:
		delivered->of[channel].later++;
		return end_good(deliverer, id, &handing, error);
	case HANDED_BROKEN:
		way->open = false;
		delivered->of[channel].broken = handing.reason;
		return release(deliverer, id, error);
	case HANDED_AGAIN:
	case HANDED_NEVER:
		break;
	}
	return end_bad(deliverer, channel, &message, &handing, delivered, error);
}

static enum status
take_one(struct deliverer *deliverer, enum channel channel, struct delivered *delivered,
	 struct error *error)
{
	struct postman *postman = &deliverer->postman;
	struct way *way = &deliverer->ways[channel];
	const char *id = NULL;
	const struct input input[] = {
		{ "channel", channel_names[channel] },
		{ "owner", postman->owner },
		{ "seconds", arena_format(postman->arena, "%" PRId64,
					  LEASE_SECONDS + config_int(postman->session->config,
								     "message.sendmail_seconds")) },
		{ .name = NULL }
	};
	enum status status = postman_tell(postman, "message.lease", input, &id, error);

	way->open = status == STATUS_OK && id;
	if (way->open)
		status = hand_over(deliverer, channel, id, delivered, error);
	arena_reset(postman->arena);
	return status;
}

/* ---- a round ---- */

/* Which channels have anything to do, asked without the gate. */
static enum status
look(struct deliverer *deliverer, struct error *error)
{
	struct cursor *cursor = NULL;
	char now[STAMP_SIZE];

	session_now(deliverer->postman.session, now);
	for (size_t i = 0; i < CHANNELS; i++)
		deliverer->ways[i].open = false;
	enum status status =
	    store_select(deliverer->postman.session->store, SQL_MESSAGE_DUE,
			 ARGS(ARG_STAMP("now", now), ARG_TEXT("owner", deliverer->postman.owner)),
			 &cursor, error);
	if (status != STATUS_OK)
		return status;
	while (cursor_next(cursor))
		for (size_t i = 0; i < CHANNELS; i++)
			if (strcmp(channel_names[i], cursor_text(cursor, 0)) == 0)
				deliverer->ways[i].open =
				    deliverer->ways[i].rest_until <= milliseconds();
	return cursor_close(&cursor, error);
}

/* Told to the store when it changes, and then to the log, that whoever looks finds it (MSG-03). */
static enum status
tell_way(struct deliverer *deliverer, enum channel channel, const struct delivered *delivered,
	 struct error *error)
{
	struct postman *postman = &deliverer->postman;
	const struct error *broken = &delivered->of[channel].broken;
	const char *name = deliverer->ways[channel].transport->name;
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(postman->session->store, SQL_TRANSPORT_STATE,
			 ARGS(ARG_TEXT("channel", channel_names[channel])), &cursor, error);

	if (status != STATUS_OK)
		return status;
	const bool known = cursor_next(cursor);
	const bool was_broken = known && cursor_known(cursor, 1);
	const bool same_name = known && strcmp(cursor_text(cursor, 0), name) == 0;
	const bool same_fault =
	    was_broken && strncmp(cursor_text(cursor, 1), broken->key, strlen(broken->key)) == 0;
	status = cursor_close(&cursor, error);
	if (status != STATUS_OK)
		return status;
	const bool is_broken = broken->status != STATUS_OK;
	const bool tried = is_broken || delivered->of[channel].sent > 0 ||
			   delivered->of[channel].later > 0 || delivered->of[channel].again > 0;
	if (!tried || (same_name && (is_broken ? same_fault : !was_broken)))
		return STATUS_OK;
	const struct input input[] = {
		{ "channel", channel_names[channel] },
		{ "transport", name },
		{ "error", is_broken ? arena_copy(postman->arena, broken->key) : NULL },
		{ "path", error_arg(postman->arena, broken, "path") },
		{ "reason", error_arg(postman->arena, broken, "reason") },
		{ .name = NULL }
	};
	if (is_broken)
		log_line("deliver: %s: %s", channel_names[channel],
			 error_text(postman->arena, postman->session->lang, broken));
	status = postman_tell(postman, "message.transport", input, NULL, error);
	arena_reset(postman->arena);
	return status;
}

static void
begin_counts(struct deliverer *deliverer, struct delivered *delivered)
{
	*delivered = (struct delivered){ .of = { { .name = NULL } } };
	for (size_t i = 0; i < CHANNELS; i++) {
		delivered->of[i].name = channel_names[i];
		delivered->of[i].transport = deliverer->ways[i].transport->name;
		delivered->of[i].where = deliverer->ways[i].where;
	}
}

static bool
asked_to_stop(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1 ||
		sigismember(&pending, SIGHUP) == 1);
}

enum status
deliverer_round(struct deliverer *deliverer, struct delivered *delivered, struct error *error)
{
	enum status status = STATUS_OK;
	bool more = true;

	begin_counts(deliverer, delivered);
	status = settle_handed(&deliverer->postman, delivered, error);
	if (status == STATUS_OK)
		status = settle_overdue(&deliverer->postman, error);
	if (status == STATUS_OK)
		status = look(deliverer, error);
	while (status == STATUS_OK && more && !asked_to_stop()) {
		more = false;
		for (size_t i = 0; status == STATUS_OK && i < CHANNELS; i++)
			if (deliverer->ways[i].open) {
				status = take_one(deliverer, (enum channel)i, delivered, error);
				more = true;
			}
	}
	for (size_t i = 0; status == STATUS_OK && i < CHANNELS; i++)
		status = tell_way(deliverer, (enum channel)i, delivered, error);
	return status;
}

/* ---- its beginning and end ---- */

static const char *
where_of(struct arena *arena, const struct session *session, const struct transport *transport)
{
	if (transport->give == post_give)
		return post_folder(arena, session);
	if (transport->give == sendmail_give)
		return config_text(session->config, "message.sendmail_program");
	if (transport->give == gammu_give)
		return config_text(session->config, "message.gammu_dir");
	return spool_folder(arena, session);
}

static void
choose_ways(struct deliverer *deliverer)
{
	struct session *session = deliverer->postman.session;

	for (size_t i = 0; i < sizeof(transports) / sizeof(*transports); i++) {
		const struct transport *transport = &transports[i];
		const char *setting = channel_settings[transport->channel];

		if (strcmp(config_text(session->config, setting), transport->name) == 0)
			deliverer->ways[transport->channel] = (struct way){
				.transport = transport,
				.where = where_of(deliverer->arena, session, transport),
			};
	}
}

/* Of this process, and of no other that ever had its number. */
static const char *
make_owner(struct arena *arena)
{
	char host[HOST_SIZE] = "";
	uint32_t chance = 0;

	(void)gethostname(host, sizeof(host) - 1);
	secret_random(&chance, sizeof(chance));
	return arena_format(arena, "%s:%ld:%08" PRIx32, host, (long)getpid(), chance);
}

enum status
deliverer_start(struct deliverer **deliverer, struct session *session, struct error *error)
{
	struct arena *arena = arena_new();
	struct deliverer *made = arena_alloc(arena, sizeof(*made));

	made->arena = arena;
	made->postman = (struct postman){ .session = session,
					  .arena = arena_new(),
					  .owner = make_owner(arena) };
	made->turn.file = -1;
	choose_ways(made);
	*deliverer = made;
	enum status status = turn_take(&made->turn, session->store, "deliver", session->login,
				       "delivery.another", error);
	if (status != STATUS_OK) {
		deliverer_end(deliverer);
		return status;
	}
	folder_sweep(post_folder(arena, session));
	folder_sweep(spool_folder(arena, session));
	return STATUS_OK;
}

void
deliverer_end(struct deliverer **deliverer)
{
	struct deliverer *made = *deliverer;

	*deliverer = NULL;
	if (!made)
		return;
	struct arena *arena = made->arena;
	turn_give(&made->turn);
	arena_free(&made->postman.arena);
	arena_free(&arena);
}
