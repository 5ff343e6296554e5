/* INV-02, INV-03: papers of the accounts: printed by guichet-files, signed, and every change found
 * out. */
#include "fixture.h"

#include "files/cms.h"
#include "files/pdf_sign.h"
#include <guichet/bill.h>
#include <guichet/config.h>
#include <guichet/date.h>
#include <guichet/exchange.h>
#include <guichet/secret.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CREATED "2026-11-20T14:41:00Z"

static const struct bill_sum sums[] = {
	{ "product", "diesel", 2, 91250, 2100, 16421 },
	{ "product", "parking", 1, 0, 600, 1060 },
};
static const struct bill_rate rates[] = { { 2100, 13571, 2850, 16421 }, { 600, 1000, 60, 1060 } };
static const struct bill_detail details[] = {
	{ "2026-11-02T05:10:00Z", "7002000102345000015", "1-ABC-123", "DUPONT ANAÏS", "LIÈGE",
	  "product", "diesel", "R1", 45250, 1799, 2100, 8140, 0 },
	{ "2026-11-03T05:10:00Z", "7002000102345000015", "1-ABC-123", "DUPONT ANAÏS", "ŁÓDŹ 漢",
	  "product", "diesel", "R2", 46000, 1800, 2100, 8281, 0 },
	{ "2026-11-03T06:10:00Z", "7002000102345000023", "1-ABC-124", "", "BRUXELLES", "product",
	  "parking", "R3", 0, 0, 600, 1060, 0 },
};
static const struct bill sample = {
	.kind = "invoice",
	.number = "2026-000001",
	.language = "fr",
	.currency = "EUR",
	.date = "2026-11-20",
	.due_on = "2026-12-20",
	.from = "2026-11-01",
	.until = "2026-11-30",
	.customer = "C100",
	.recipient = "DUPONT SA\nRue Haute 1\n4000 LIÈGE\nBE",
	.iban = "BE71096123456769",
	.net = 14571,
	.vat_amount = 2910,
	.amount = 17481,
	.sums = sums,
	.sum_count = 2,
	.rates = rates,
	.rate_count = 2,
	.details = details,
	.detail_count = 3,
	.created_at = CREATED,
};

static void
print_sample(struct fixture *f, const struct bill *bill, struct printed *printed)
{
	struct error error = { .status = STATUS_OK };

	assert_int_equal(press_pair_make(f->system, &error), STATUS_OK);
	assert_int_equal(exchange_press.print(f->system, f->arena, bill, printed, &error),
			 STATUS_OK);
}

/* Opened to verify alone, as `guichet invoice verify` does. */
static struct cms_pair *
open_pair(struct fixture *f)
{
	const char *key = NULL, *certificate = NULL;
	struct cms_pair *pair = NULL;

	assert_int_equal(press_pair(f->system, f->arena, &key, &certificate, NULL), STATUS_OK);
	assert_int_equal(cms_pair_open(f->arena, NULL, certificate, &pair, NULL), STATUS_OK);
	return pair;
}

static enum cms_verdict
judge(struct arena *arena, const struct cms_pair *pair, const char *bytes, size_t size,
      const char *signature, size_t signature_size)
{
	const struct cms_part whole = { bytes, size };
	struct cms_signer signer;

	return cms_verify(arena, pair, &whole, 1, signature, signature_size, &signer);
}

static bool
is_good_inside(struct arena *arena, const struct cms_pair *pair, const char *bytes, size_t size)
{
	struct pdf_signature place;
	const char *der = NULL;
	size_t der_size = 0;
	struct cms_signer signer;

	if (pdf_sign_find(arena, bytes, size, &place, &der, &der_size) != PDF_SIGNED)
		return false;
	const struct cms_part parts[] = { { bytes, place.hole },
					  { bytes + place.hole_end, size - place.hole_end } };
	return cms_verify(arena, pair, parts, 2, der, der_size, &signer) == CMS_GOOD;
}

/* INV-02: the pair and its copy, each with the hash of its bytes. */
static void
test_printed(void **state)
{
	struct fixture *f = *state;
	struct printed printed;
	const struct document *const files[] = { &printed.paper, &printed.signature, &printed.copy,
						 &printed.copy_signature };
	char hash[SECRET_MAC_HEX];

	print_sample(f, &sample, &printed);
	for (size_t i = 0; i < 4; i++) {
		secret_checksum(files[i]->bytes, files[i]->size, hash);
		assert_string_equal(hash, files[i]->hash);
		assert_string_equal(files[i]->media, i % 2 == 0 ? "pdf" : "p7s");
	}
	assert_string_equal(printed.paper.name, "2026-000001.pdf");
	assert_string_equal(printed.copy_signature.name, "2026-000001-duplicata.pdf.p7s");
	struct cms_pair *pair = open_pair(f);
	for (size_t i = 0; i < 4; i += 2) {
		assert_int_equal(judge(f->arena, pair, files[i]->bytes, files[i]->size,
				       files[i + 1]->bytes, files[i + 1]->size),
				 CMS_GOOD);
		assert_true(is_good_inside(f->arena, pair, files[i]->bytes, files[i]->size));
	}
	assert_int_equal(judge(f->arena, pair, printed.paper.bytes, printed.paper.size,
			       printed.copy_signature.bytes, printed.copy_signature.size),
			 CMS_OTHER);
	cms_pair_close(&pair);
}

static size_t
unsigned_size(const struct document *paper)
{
	const char *bytes = paper->bytes;

	for (size_t at = 0; at + 6 <= paper->size; at++)
		if (memcmp(bytes + at, "%%EOF\n", 6) == 0)
			return at + 6;
	fail_msg("no end");
	return 0;
}

/* INV-02: the same job gives the same bytes up to its signature, dated by the bill and by nothing
 * else. */
static void
test_same_bytes(void **state)
{
	struct fixture *f = *state;
	struct printed one, two;

	print_sample(f, &sample, &one);
	fixture_at(f, "2026-11-25T09:00");
	print_sample(f, &sample, &two);
	const size_t size = unsigned_size(&one.paper);
	assert_true(size > 1000 && size == unsigned_size(&two.paper));
	assert_memory_equal(one.paper.bytes, two.paper.bytes, size);
	assert_int_equal(unsigned_size(&one.copy), unsigned_size(&two.copy));
	assert_memory_equal(one.copy.bytes, two.copy.bytes, unsigned_size(&one.copy));
}

/* INV-02: any bit of the signature, a byte anywhere in the file. */
static void
test_changed_byte(void **state)
{
	struct fixture *f = *state;
	struct printed printed;

	print_sample(f, &sample, &printed);
	struct cms_pair *pair = open_pair(f);
	struct arena *arena = arena_new();
	char *bytes = arena_copy_bytes(f->arena, printed.paper.bytes, printed.paper.size);
	char *signature =
	    arena_copy_bytes(f->arena, printed.signature.bytes, printed.signature.size);
	for (size_t at = 0; at < printed.signature.size; at++) {
		for (int bit = 0; bit < 8; bit++) {
			signature[at] ^= (char)(1 << bit);
			if (judge(arena, pair, bytes, printed.paper.size, signature,
				  printed.signature.size) == CMS_GOOD)
				fail_msg("byte %zu, bit %d of the signature is not looked at", at,
					 bit);
			signature[at] ^= (char)(1 << bit);
		}
		arena_reset(arena);
	}
	const size_t hole = unsigned_size(&printed.paper);
	for (size_t at = 0; at < printed.paper.size;
	     at += at < hole || at > hole + 3000 ? 997 : 1) {
		bytes[at] ^= 0x20;
		if (is_good_inside(arena, pair, bytes, printed.paper.size))
			fail_msg("byte %zu of the paper is not looked at", at);
		bytes[at] ^= 0x20;
		arena_reset(arena);
	}
	for (size_t cut = 1; cut < 2000; cut += 37)
		assert_false(is_good_inside(arena, pair, bytes, printed.paper.size - cut));
	arena_free(&arena);
	cms_pair_close(&pair);
}

/* ---- key and certificate ---- */

static struct config *
settings(struct fixture *f, const char *key, const char *certificate)
{
	const char *path = arena_format(f->arena, "%s/own.conf", f->folder);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	(void)fprintf(file, "invoice = { key = \"%s\"; certificate = \"%s\"; };\n", key,
		      certificate);
	assert_int_equal(fclose(file), 0);
	return config_load(path, NULL, NULL);
}

/* What a print with these two is refused for; "" when it is not. */
static const char *
refusal(struct fixture *f, const char *key, const char *certificate)
{
	static struct error error;
	const struct config *before = f->system->config;
	struct config *own = settings(f, key, certificate);
	struct printed printed;

	error_clear(&error);
	f->system->config = own;
	(void)exchange_press.print(f->system, f->arena, &sample, &printed, &error);
	f->system->config = before;
	config_free(&own);
	return error.key;
}

static const char *
made(struct fixture *f, const char *name, int64_t from, int64_t until)
{
	const struct cms_wanted wanted = {
		.key = arena_format(f->arena, "%s/%s.key", f->folder, name),
		.certificate = arena_format(f->arena, "%s/%s.crt", f->folder, name),
		.name = name,
		.from = from,
		.until = until,
	};

	assert_int_equal(cms_pair_make(&wanted, NULL), STATUS_OK);
	return wanted.certificate;
}

/* A key that others can read, that is a link, that is another's, a certificate out of its time:
 * each by its words. */
static void
test_pairs(void **state)
{
	enum { YEAR = 365 * 24 * 3600 };
	struct fixture *f = *state;
	int64_t now = 0;
	const char *key = arena_format(f->arena, "%s/good.key", f->folder);
	const char *link = arena_format(f->arena, "%s/link.key", f->folder);
	struct stat st;

	assert_true(stamp_read(CREATED, &now));
	const char *good = made(f, "good", now - YEAR, now + YEAR);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(refusal(f, key, good), "");
	assert_string_equal(refusal(f, key, ""), "signature.no_pair");
	assert_string_equal(refusal(f, "", good), "signature.no_pair");
	assert_string_equal(refusal(f, key, made(f, "other", now - YEAR, now + YEAR)),
			    "signature.key_other");
	assert_string_equal(refusal(f, arena_format(f->arena, "%s/old.key", f->folder),
				    made(f, "old", now - 2 * YEAR, now - 1)),
			    "signature.certificate_ended");
	assert_string_equal(refusal(f, arena_format(f->arena, "%s/new.key", f->folder),
				    made(f, "new", now + 1, now + YEAR)),
			    "signature.certificate_early");
	assert_string_equal(refusal(f, good, good), "signature.key_open");
	assert_string_equal(refusal(f, key, key), "signature.certificate_bad");
	assert_string_equal(refusal(f, "/nowhere/key", good), "signature.key_unread");
	assert_string_equal(refusal(f, key, "/nowhere/crt"), "signature.certificate_unread");
	assert_int_equal(symlink(key, link), 0);
	assert_string_equal(refusal(f, link, good), "signature.key_no_file");
	assert_int_equal(chmod(key, 0640), 0);
	assert_string_equal(refusal(f, key, good), "signature.key_open");
}

int
main(void)
{
	const struct CMUnitTest demo[] = {
		cmocka_unit_test_setup_teardown(test_printed, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(test_same_bytes, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(test_changed_byte, fixture_open, fixture_close),
		cmocka_unit_test_setup_teardown(test_pairs, fixture_open, fixture_close),
	};
	return cmocka_run_group_tests(demo, fixture_start_demo, fixture_stop);
}
