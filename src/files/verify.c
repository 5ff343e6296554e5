/* A signed PDF of anybody's, with its signature beside it or alone: what can be said of it. */
#include "cms.h"
#include "pdf_sign.h"
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/document.h>
#include <guichet/secret.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct seen {
	const char *bytes;
	size_t size;
};

struct finding {
	const char *verdict;
	struct cms_signer signer;
};

static enum status
refuse(struct error *error, const char *key, const char *path)
{
	return error_set(error, STATUS_REFUSED, NULL, key, ARGS(ARG_TEXT("path", path)));
}

static enum status
read_open(struct arena *arena, int file, const char *path, struct seen *seen, struct error *error)
{
	struct stat st;

	if (fstat(file, &st) != 0)
		return error_system(error, "exchange.read", path, errno);
	if (!S_ISREG(st.st_mode))
		return refuse(error, "verify.no_file", path);
	if (st.st_size > PAPER_MOST)
		return refuse(error, "verify.huge", path);
	char *bytes = arena_alloc(arena, (size_t)st.st_size + 1);
	size_t done = 0;
	for (ssize_t got = 1; got > 0 && done < (size_t)st.st_size; done += (size_t)got) {
		got = read(file, bytes + done, (size_t)st.st_size - done);
		if (got < 0)
			return error_system(error, "exchange.read", path, errno);
	}
	*seen = (struct seen){ bytes, done };
	return STATUS_OK;
}

static enum status
read_file(struct arena *arena, const char *path, struct seen *seen, struct error *error)
{
	const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (file < 0)
		return error_system(error, "exchange.read", path, errno);
	const enum status status = read_open(arena, file, path, seen, error);
	(void)close(file);
	return status;
}

/* ---- what is found ---- */

static const char *
word_of(enum cms_verdict verdict)
{
	switch (verdict) {
	case CMS_GOOD:
		return "good";
	case CMS_UNKNOWN:
		return "unknown";
	case CMS_OUT_OF_TIME:
		return "out_of_time";
	case CMS_NONE:
	case CMS_OTHER:
	case CMS_ALTERED:
		break;
	}
	return "altered";
}

static bool
is_whole(enum cms_verdict verdict)
{
	return verdict == CMS_GOOD || verdict == CMS_UNKNOWN || verdict == CMS_OUT_OF_TIME;
}

/* The one inside; CMS_NONE when there is none. */
static enum cms_verdict
look_inside(struct arena *arena, const struct cms_pair *pair, const struct seen *paper,
	    struct cms_signer *signer)
{
	struct pdf_signature place;
	const char *der = NULL;
	size_t size = 0;

	switch (pdf_sign_find(arena, paper->bytes, paper->size, &place, &der, &size)) {
	case PDF_UNSIGNED:
		return CMS_NONE;
	case PDF_ADDED:
		return CMS_ALTERED;
	case PDF_SIGNED:
		break;
	}
	const struct cms_part parts[] = {
		{ paper->bytes, place.hole },
		{ paper->bytes + place.hole_end, paper->size - place.hole_end },
	};
	const enum cms_verdict verdict = cms_verify(arena, pair, parts, 2, der, size, signer);
	return verdict == CMS_NONE ? CMS_ALTERED : verdict;
}

static void
judge_alone(struct arena *arena, const struct cms_pair *pair, const struct seen *paper,
	    struct finding *finding)
{
	const enum cms_verdict verdict = look_inside(arena, pair, paper, &finding->signer);

	finding->verdict = verdict == CMS_NONE ? "unsigned" : word_of(verdict);
}

/* What does not fit the PDF is of another one where the PDF itself is whole; else it is the PDF
 * that was changed. */
static void
judge_beside(struct arena *arena, const struct cms_pair *pair, const struct seen *paper,
	     const struct seen *signature, struct finding *finding)
{
	const struct cms_part whole = { paper->bytes, paper->size };
	const enum cms_verdict verdict =
	    cms_verify(arena, pair, &whole, 1, signature->bytes, signature->size, &finding->signer);
	struct cms_signer inside;

	if (verdict == CMS_NONE)
		finding->verdict = "no_signature";
	else if (verdict == CMS_ALTERED)
		finding->verdict = "signature_altered";
	else if (verdict == CMS_OTHER && is_whole(look_inside(arena, pair, paper, &inside)))
		finding->verdict = "other";
	else
		finding->verdict = word_of(verdict);
}

static void
tell(const struct finding *finding, const struct seen *paper, const struct seen *signature)
{
	char at[STAMP_SIZE], hash[SECRET_MAC_HEX], beside[SECRET_MAC_HEX] = "";
	const char *name = finding->signer.name ? finding->signer.name : "";
	const char *fields[] = { finding->verdict, name, at, hash, beside };

	stamp_write(finding->signer.at, at);
	secret_checksum(paper->bytes, paper->size, hash);
	if (signature->bytes)
		secret_checksum(signature->bytes, signature->size, beside);
	(void)frame_write(stdout, JOB_FORM, 0, fields, sizeof(fields) / sizeof(*fields));
}

static enum status
verify(struct arena *arena, const struct job_line *job, const struct cms_pair *pair,
       struct error *error)
{
	const char *beside = job_text(job, "signature");
	struct seen paper = { NULL, 0 }, signature = { NULL, 0 };
	struct finding finding = { .verdict = "not_pdf" };
	enum status status = read_file(arena, job_text(job, "file"), &paper, error);

	if (status == STATUS_OK && beside)
		status = read_file(arena, beside, &signature, error);
	if (status != STATUS_OK)
		return status;
	const char *media = document_media(paper.bytes, paper.size);
	if (media && strcmp(media, "pdf") == 0) {
		if (beside)
			judge_beside(arena, pair, &paper, &signature, &finding);
		else
			judge_alone(arena, pair, &paper, &finding);
	}
	tell(&finding, &paper, &signature);
	return STATUS_OK;
}

enum status
verify_run(const struct job_line *job, struct arena *arena, int64_t *rows, struct error *error)
{
	const char *certificate = job_text(job, "certificate");
	struct cms_pair *pair = NULL;
	enum status status = STATUS_OK;

	*rows = 0;
	if (!job_text(job, "file") || !secret_start())
		return error_set(error, STATUS_FAILED, NULL, "exchange.job", NULL);
	if (certificate)
		status = cms_pair_open(arena, NULL, certificate, &pair, error);
	if (status != STATUS_OK)
		return status;
	status = verify(arena, job, pair, error);
	cms_pair_close(&pair);
	return status;
}
