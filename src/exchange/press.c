/* The press: guichet-files draws and signs, and puts what it made in a file that has no name; here
 * it is read back and held against what was said of it. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/bill.h>
#include <guichet/config.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 1000, CHUNK = 32 * 1024, FILES = 4 };

/* ---- the job ---- */

struct printing {
	struct session *session;
	struct arena *arena;
	const struct bill *bill;
	const struct lang *lang;
	struct helper helper;
	int file; /* lent */
};

static void
add(struct printing *printing, struct builder *job, const char *name, const char *text)
{
	if (text && *text)
		job_add(job, name, text_clean(printing->arena, text));
}

static void
add_issuer(struct printing *printing, struct builder *job)
{
	const struct config *config = printing->session->config;

	job_add(job, "fonts", config_text(config, "letter.fonts"));
	job_add(job, "window", config_text(config, "letter.window"));
	job_add(job, "sender", letter_sender(printing->arena, config, printing->lang));
	job_add(job, "address",
		letter_lines(printing->arena, config_text(config, "invoice.address")));
	add(printing, job, "vat", config_text(config, "invoice.vat"));
}

static void
add_bill(struct printing *printing, struct builder *job)
{
	const struct bill *bill = printing->bill;

	add(printing, job, "kind", bill->kind);
	add(printing, job, "number", bill->number);
	add(printing, job, "lang", bill->language);
	add(printing, job, "currency", bill->currency);
	add(printing, job, "date", bill->date);
	add(printing, job, "due_on", bill->due_on);
	add(printing, job, "from", bill->from);
	add(printing, job, "until", bill->until);
	add(printing, job, "customer", bill->customer);
	add(printing, job, "contract", bill->contract);
	add(printing, job, "customer_vat", bill->vat);
	job_add(job, "recipient",
		letter_address(printing->arena, printing->session->config, printing->lang,
			       bill->recipient));
	add(printing, job, "credited", bill->credited);
	add(printing, job, "reason", bill->reason);
	add(printing, job, "iban", bill->iban);
	add(printing, job, "created_at", bill->created_at);
	job_add_number(job, "net", bill->net);
	job_add_number(job, "vat_amount", bill->vat_amount);
	job_add_number(job, "amount", bill->amount);
	job_add_number(job, "opening", bill->opening);
}

static enum status
make_job(struct printing *printing, const char **text, struct error *error)
{
	struct builder job = { .arena = printing->arena };
	const char *key = NULL, *certificate = NULL;
	enum status status =
	    press_pair(printing->session, printing->arena, &key, &certificate, error);

	if (status != STATUS_OK)
		return status;
	job_add(&job, "task", "invoice");
	job_add(&job, "key", key);
	job_add(&job, "certificate", certificate);
	add_issuer(printing, &job);
	add_bill(printing, &job);
	*text = builder_text(&job);
	return STATUS_OK;
}

/* ---- the lines ---- */

/* Sent by the chunk, so that no more than one is ever held. */
struct chunk {
	const struct helper *helper;
	struct arena *arena;
	struct builder text;
	bool gone;
};

static void
send_chunk(struct chunk *chunk)
{
	if (!chunk->gone && chunk->text.size > 0)
		chunk->gone = !helper_send(chunk->helper, chunk->text.text, chunk->text.size);
	arena_reset(chunk->arena);
	chunk->text = (struct builder){ .arena = chunk->arena };
}

static void
add_text(struct chunk *chunk, const char *text, char after)
{
	builder_add(&chunk->text, text ? text_clean(chunk->arena, text) : "");
	builder_add_bytes(&chunk->text, &after, 1);
}

static void
add_number(struct chunk *chunk, int64_t number, char after)
{
	builder_format(&chunk->text, "%" PRId64 "%c", number, after);
}

static void
add_detail(struct chunk *chunk, const struct bill_detail *detail)
{
	builder_add(&chunk->text, "detail=");
	add_text(chunk, detail->at, '\t');
	add_text(chunk, detail->card, '\t');
	add_text(chunk, detail->plate, '\t');
	add_text(chunk, detail->driver, '\t');
	add_text(chunk, detail->station, '\t');
	add_text(chunk, detail->kind, '\t');
	add_text(chunk, detail->code, '\t');
	add_text(chunk, detail->reference, '\t');
	add_number(chunk, detail->volume, '\t');
	add_number(chunk, detail->unit_price, '\t');
	add_number(chunk, detail->rate, '\t');
	add_number(chunk, detail->amount, '\t');
	add_number(chunk, detail->balance, '\n');
	if (chunk->text.size > CHUNK)
		send_chunk(chunk);
}

static void
add_sums(struct chunk *chunk, const struct bill *bill)
{
	for (size_t i = 0; i < bill->sum_count; i++) {
		const struct bill_sum *sum = &bill->sums[i];

		builder_add(&chunk->text, "sum=");
		add_text(chunk, sum->kind, '\t');
		add_text(chunk, sum->code, '\t');
		add_number(chunk, sum->count, '\t');
		add_number(chunk, sum->volume, '\t');
		add_number(chunk, sum->rate, '\t');
		add_number(chunk, sum->amount, '\n');
	}
	for (size_t i = 0; i < bill->rate_count; i++) {
		const struct bill_rate *rate = &bill->rates[i];

		builder_add(&chunk->text, "rate=");
		add_number(chunk, rate->rate, '\t');
		add_number(chunk, rate->net, '\t');
		add_number(chunk, rate->vat, '\t');
		add_number(chunk, rate->amount, '\n');
	}
}

/* What nobody takes any more is not told here: the helper's last frame says why. */
static void
send_lines(const struct printing *printing)
{
	struct arena *arena = arena_new();
	struct chunk chunk = { .helper = &printing->helper,
			       .arena = arena,
			       .text = { .arena = arena } };

	add_sums(&chunk, printing->bill);
	for (size_t i = 0; i < printing->bill->detail_count && !chunk.gone; i++)
		add_detail(&chunk, &printing->bill->details[i]);
	builder_add(&chunk.text, JOB_END);
	send_chunk(&chunk);
	arena_free(&arena);
}

/* ---- the answer ---- */

static enum status
broken(struct error *error)
{
	return error_set(error, STATUS_FAILED, NULL, "exchange.helper_broken", NULL);
}

/* Bytes that are not what was said of them never leave here. */
static enum status
take_file(const struct printing *printing, const struct frame *frame, off_t *place,
	  struct document *document, struct error *error)
{
	const off_t end = lseek(printing->file, 0, SEEK_END);
	char *hash = arena_alloc(printing->arena, SECRET_MAC_HEX);

	if (frame->count != 1 || frame->number <= 0 || frame->number > end - *place)
		return broken(error);
	const size_t size = (size_t)frame->number;
	char *bytes = arena_alloc(printing->arena, size);
	for (size_t done = 0; done < size;) {
		const ssize_t got =
		    pread(printing->file, bytes + done, size - done, *place + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return error_system(error, "exchange.read", "PDF", got < 0 ? errno : EIO);
		done += (size_t)got;
	}
	secret_checksum(bytes, size, hash);
	if (strcmp(hash, frame->fields[0]) != 0)
		return broken(error);
	*place += (off_t)size;
	*document = (struct document){ .hash = hash, .size = size, .bytes = bytes };
	return STATUS_OK;
}

static enum status
take_files(struct printing *printing, struct printed *printed, struct error *error)
{
	struct document *const files[FILES] = { &printed->paper, &printed->signature,
						&printed->copy, &printed->copy_signature };
	struct frame frame = { .kind = JOB_PROGRESS };
	size_t count = 0;
	off_t place = 0;
	bool later = false;

	for (;;) {
		enum status status = helper_next(&printing->helper, WAIT_MS, &frame, &later, error);

		if (status != STATUS_OK)
			return status;
		if (later)
			continue;
		if (frame.kind == JOB_DONE)
			return count == FILES ? STATUS_OK : broken(error);
		if (frame.kind != JOB_ROW || count == FILES)
			return broken(error);
		status = take_file(printing, &frame, &place, files[count++], error);
		if (status != STATUS_OK)
			return status;
	}
}

static void
name_files(const struct printing *printing, struct printed *printed)
{
	struct arena *arena = printing->arena;
	const char *number = printing->bill->number;

	printed->paper.name = arena_format(arena, "%s.pdf", number);
	printed->signature.name = arena_format(arena, "%s.pdf.p7s", number);
	printed->copy.name = arena_format(arena, "%s-duplicata.pdf", number);
	printed->copy_signature.name = arena_format(arena, "%s-duplicata.pdf.p7s", number);
	printed->paper.media = printed->copy.media = "pdf";
	printed->signature.media = printed->copy_signature.media = "p7s";
}

/* ---- all of it ---- */

/* Beside the store, where its documents go afterwards, and gone with the last who holds it. */
static enum status
open_file(struct printing *printing, struct error *error)
{
	char *path =
	    arena_format(printing->arena, "%s.paper.XXXXXX", store_path(printing->session->store));

	printing->file = mkstemp(path);
	if (printing->file < 0)
		return error_system(error, "exchange.write", path, errno);
	(void)unlink(path);
	(void)fcntl(printing->file, F_SETFD, FD_CLOEXEC);
	return STATUS_OK;
}

static enum status
print_on(struct printing *printing, struct printed *printed, struct error *error)
{
	const char *job = NULL;
	enum status status = make_job(printing, &job, error);

	if (status == STATUS_OK)
		status = helper_start_with(printing->arena, &printing->helper, job, printing->file,
					   error);
	if (status != STATUS_OK)
		return status;
	send_lines(printing);
	status = take_files(printing, printed, error);
	helper_end(&printing->helper);
	if (status == STATUS_OK)
		name_files(printing, printed);
	return status;
}

static enum status
print(struct session *session, struct arena *arena, const struct bill *bill,
      struct printed *printed, struct error *error)
{
	struct printing printing = {
		.session = session, .arena = arena, .bill = bill, .lang = lang_get(bill->language)
	};

	if (!printing.lang)
		printing.lang = session->lang;
	enum status status = open_file(&printing, error);
	if (status != STATUS_OK)
		return status;
	status = print_on(&printing, printed, error);
	(void)close(printing.file);
	return status;
}

const struct press exchange_press = { .print = print };
