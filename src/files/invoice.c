/* A paper of the accounts and its copy: drawn, signed, written, and read back from the disk before
 * anybody is told that they are there. */
#include "bill.h"
#include "cms.h"
#include "pdf_sign.h"
#include "private.h"

#include <errno.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/file.h>
#include <guichet/lang.h>
#include <guichet/secret.h>
#include <string.h>
#include <unistd.h>

/* What is being made, and where the next file begins. */
struct making {
	struct arena *arena;
	const struct job_line *job;
	const struct bill *bill;
	const struct lang *lang;
	struct cms_pair *pair;
	int64_t at;
	off_t place;
	int64_t pages;
};

struct made {
	const char *bytes;
	size_t size;
};

static const char *
currency_sign(const char *code)
{
	return strcmp(code, "EUR") == 0 ? "€" : code;
}

static void
draw_all(struct bill_sheet *sheet)
{
	bill_measure(sheet);
	bill_head(sheet);
	if (strcmp(sheet->bill->kind, "statement") == 0) {
		bill_statement(sheet);
	} else {
		bill_sums(sheet);
		if (sheet->bill->detail_count > 0)
			bill_details(sheet);
	}
	bill_foot(sheet);
}

static enum status
draw(struct making *making, struct arena *scratch, bool copy, struct made *made,
     struct error *error)
{
	struct bill_sheet sheet = { .paper = { .arena = making->arena, .scratch = scratch },
				    .bill = making->bill,
				    .job = making->job,
				    .lang = making->lang,
				    .currency = currency_sign(making->bill->currency),
				    .copy = copy };
	const char *fonts = job_text(making->job, "fonts");

	if (!paper_start(&sheet.paper, making->at))
		memory_lost();
	enum status status = paper_fonts(&sheet.paper, fonts ? fonts : "", error);
	if (status == STATUS_OK) {
		(void)HPDF_SetInfoAttr(sheet.paper.pdf, HPDF_INFO_TITLE, making->bill->number);
		draw_all(&sheet);
		status = paper_bytes(&sheet.paper, &made->bytes, &made->size, error);
	}
	making->pages = sheet.paper.pages;
	paper_end(&sheet.paper);
	return status;
}

/* Inside the PDF: over all of it but its own place. */
static enum status
sign_inside(const struct making *making, struct made *paper, struct error *error)
{
	struct pdf_signature place;
	const char *der = NULL;
	size_t size = 0, room = cms_pair_room(making->pair);
	enum status status = pdf_sign_prepare(making->arena, paper->bytes, paper->size, making->at,
					      room, &place, error);

	if (status != STATUS_OK)
		return status;
	const struct cms_part parts[] = {
		{ place.bytes, place.hole },
		{ place.bytes + place.hole_end, place.size - place.hole_end },
	};
	status = cms_sign(making->arena, making->pair, parts, 2, making->at, &der, &size, error);
	if (status == STATUS_OK && size > room)
		return error_set(error, STATUS_FAILED, NULL, "signature.pdf", NULL);
	if (status != STATUS_OK)
		return status;
	pdf_sign_fill(&place, der, size);
	*paper = (struct made){ place.bytes, place.size };
	return STATUS_OK;
}

static enum status
sign_beside(const struct making *making, const struct made *paper, struct made *signature,
	    struct error *error)
{
	const struct cms_part whole = { paper->bytes, paper->size };

	return cms_sign(making->arena, making->pair, &whole, 1, making->at, &signature->bytes,
			&signature->size, error);
}

/* ---- on the disk, and back ---- */

static enum status
disk_fails(int number, struct error *error)
{
	return error_system(error, "exchange.write", "PDF", number);
}

/* *file: the bytes as the disk gives them back. */
static enum status
write_and_read(struct making *making, struct made *file, struct error *error)
{
	char *back = arena_alloc(making->arena, file->size);
	const off_t place = making->place;
	int number = file_write(JOB_FILE, file->bytes, file->size);

	if (number != 0 || fdatasync(JOB_FILE) != 0)
		return disk_fails(number != 0 ? number : errno, error);
	for (size_t done = 0; done < file->size;) {
		const ssize_t got =
		    pread(JOB_FILE, back + done, file->size - done, place + (off_t)done);

		if (got <= 0)
			return disk_fails(got < 0 ? errno : EIO, error);
		done += (size_t)got;
	}
	if (memcmp(back, file->bytes, file->size) != 0)
		return disk_fails(EIO, error);
	file->bytes = back;
	making->place += (off_t)file->size;
	return STATUS_OK;
}

static bool
is_good(const struct making *making, const struct cms_part *parts, size_t count, const char *der,
	size_t size)
{
	struct cms_signer signer;

	return cms_verify(making->arena, making->pair, parts, count, der, size, &signer) ==
		   CMS_GOOD &&
	       signer.at == making->at;
}

static bool
holds(const struct making *making, const struct made *paper, const struct made *signature)
{
	struct pdf_signature place;
	const char *der = NULL;
	size_t size = 0;
	const struct cms_part whole = { paper->bytes, paper->size };

	if (pdf_sign_find(making->arena, paper->bytes, paper->size, &place, &der, &size) !=
	    PDF_SIGNED)
		return false;
	const struct cms_part parts[] = {
		{ paper->bytes, place.hole },
		{ paper->bytes + place.hole_end, paper->size - place.hole_end },
	};
	return is_good(making, parts, 2, der, size) &&
	       is_good(making, &whole, 1, signature->bytes, signature->size);
}

static void
tell(const struct made *file)
{
	char hash[SECRET_MAC_HEX];
	const char *fields[] = { hash };

	secret_checksum(file->bytes, file->size, hash);
	(void)frame_write(stdout, JOB_ROW, (int64_t)file->size, fields, 1);
}

static enum status
make_one(struct making *making, struct arena *scratch, bool copy, struct error *error)
{
	struct made paper, signature;
	enum status status = draw(making, scratch, copy, &paper, error);

	if (status == STATUS_OK)
		status = sign_inside(making, &paper, error);
	if (status == STATUS_OK)
		status = sign_beside(making, &paper, &signature, error);
	if (status == STATUS_OK)
		status = write_and_read(making, &paper, error);
	if (status == STATUS_OK)
		status = write_and_read(making, &signature, error);
	if (status != STATUS_OK)
		return status;
	if (!holds(making, &paper, &signature))
		return error_set(error, STATUS_FAILED, NULL, "signature.not_verified", NULL);
	tell(&paper);
	tell(&signature);
	return STATUS_OK;
}

static enum status
make_both(struct making *making, struct error *error)
{
	struct arena *scratch = arena_new();
	enum status status = make_one(making, scratch, false, error);

	if (status == STATUS_OK)
		status = make_one(making, scratch, true, error);
	arena_free(&scratch);
	return status;
}

enum status
invoice_run(const struct job_line *job, struct arena *arena, int64_t *pages, struct error *error)
{
	struct making making = { .arena = arena, .job = job };
	const char *key = job_text(job, "key"), *certificate = job_text(job, "certificate");

	making.bill = bill_read(arena, job, stdin);
	making.lang = lang_get(job_text(job, "lang") ? job_text(job, "lang") : "");
	if (!making.bill || !making.lang || !key || !certificate || !secret_start() ||
	    !stamp_read(making.bill->created_at, &making.at))
		return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
	enum status status = cms_pair_open(arena, key, certificate, &making.pair, error);
	if (status != STATUS_OK)
		return status;
	status = cms_pair_valid(making.pair, making.at, error);
	if (status == STATUS_OK)
		status = make_both(&making, error);
	*pages = making.pages;
	cms_pair_close(&making.pair);
	return status;
}
