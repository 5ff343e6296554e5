/* Signatures and their key: the only file with OpenSSL. */
#include "cms.h"

#include <errno.h>
#include <fcntl.h>
#include <guichet/arena.h>
#include <guichet/date.h>
#include <guichet/file.h>
#include <guichet/text.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PEM_MOST = 64 * 1024, RSA_LEAST = 2048, SERIAL_BITS = 127, NAME_MOST = 200 };
enum { SIGNERS = V_ASN1_SET | V_ASN1_CONSTRUCTED };

#define SIGN_FLAGS (CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)

struct cms_pair {
	EVP_PKEY *key; /* NULL: verifies only */
	X509 *own;
	STACK_OF(X509) * others;
	const char *key_path, *path, *name;
};

/* ---- files ---- */

static enum status
say(struct error *error, const char *key, const char *path)
{
	ERR_clear_error();
	return error_set(error, STATUS_FAILED, NULL, key, ARGS(ARG_TEXT("path", path)));
}

/* Whoever can read the key can sign: it is its owner's alone. */
static enum status
look(int file, const char *path, bool secret, size_t *size, struct error *error)
{
	struct stat st;

	if (fstat(file, &st) != 0)
		return error_system(
		    error, secret ? "signature.key_unread" : "signature.certificate_unread", path,
		    errno);
	if (!S_ISREG(st.st_mode) || st.st_size > PEM_MOST)
		return say(error, secret ? "signature.key_no_file" : "signature.certificate_bad",
			   path);
	if (secret && st.st_uid != geteuid())
		return say(error, "signature.key_owner", path);
	if (secret && (st.st_mode & 077) != 0)
		return say(error, "signature.key_open", path);
	*size = (size_t)st.st_size;
	return STATUS_OK;
}

static enum status
read_pem(struct arena *arena, const char *path, bool secret, BIO **bio, struct error *error)
{
	const char *unread = secret ? "signature.key_unread" : "signature.certificate_unread";
	const int file =
	    open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (secret ? O_NOFOLLOW : 0));
	size_t size = 0;

	if (file < 0)
		return errno == ELOOP && secret ? say(error, "signature.key_no_file", path)
						: error_system(error, unread, path, errno);
	enum status status = look(file, path, secret, &size, error);
	if (status == STATUS_OK) {
		char *text = arena_alloc(arena, size + 1);
		const ssize_t got = read(file, text, size);

		if (got < 0 || (size_t)got != size)
			status = error_system(error, unread, path, got < 0 ? errno : EIO);
		else
			*bio = BIO_new_mem_buf(text, (int)size);
	}
	(void)close(file);
	return status;
}

/* Nobody is asked for a passphrase. */
static int
no_passphrase(char *to, int size, int writing, void *context)
{
	(void)to, (void)size, (void)writing;
	*(bool *)context = true;
	return -1;
}

/* P-256 or a larger curve of its kind, or RSA that is long enough. */
static bool
key_is_fit(EVP_PKEY *key)
{
	char curve[32] = "";

	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA)
		return EVP_PKEY_get_bits(key) >= RSA_LEAST;
	if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
	    EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof(curve),
					   NULL) != 1)
		return false;
	return strcmp(curve, SN_X9_62_prime256v1) == 0 || strcmp(curve, SN_secp384r1) == 0 ||
	       strcmp(curve, SN_secp521r1) == 0;
}

static enum status
read_key(struct arena *arena, struct cms_pair *pair, struct error *error)
{
	BIO *bio = NULL;
	bool locked = false;
	enum status status = read_pem(arena, pair->key_path, true, &bio, error);

	if (status != STATUS_OK)
		return status;
	pair->key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &locked);
	BIO_free(bio);
	if (!pair->key)
		return say(error, locked ? "signature.key_locked" : "signature.key_bad",
			   pair->key_path);
	return key_is_fit(pair->key) ? STATUS_OK : say(error, "signature.key_kind", pair->key_path);
}

static enum status
read_certificates(struct arena *arena, struct cms_pair *pair, struct error *error)
{
	BIO *bio = NULL;
	X509 *next = NULL;
	enum status status = read_pem(arena, pair->path, false, &bio, error);

	if (status != STATUS_OK)
		return status;
	pair->own = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	while (pair->own && (next = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL)
		(void)sk_X509_push(pair->others, next);
	BIO_free(bio);
	ERR_clear_error();
	return pair->own ? STATUS_OK : say(error, "signature.certificate_bad", pair->path);
}

/* ---- certificates ---- */

/* The common name, else the whole name. */
static const char *
name_of(struct arena *arena, X509 *certificate)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *utf8 = NULL;
	char whole[NAME_MOST];

	if (at >= 0) {
		const int size = ASN1_STRING_to_UTF8(
		    &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));

		if (size > 0) {
			const char *text = text_clean(
			    arena, arena_copy_bytes(arena, (const char *)utf8, (size_t)size));

			OPENSSL_free(utf8);
			return text;
		}
	}
	(void)X509_NAME_oneline(name, whole, sizeof(whole));
	return text_clean(arena, arena_copy(arena, whole));
}

static int64_t
seconds_of(const ASN1_TIME *time)
{
	struct tm tm;

	return time && ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) : 0;
}

static bool
may_sign(X509 *certificate)
{
	return (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) == 0 ||
	       (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

static enum status
open_pair(struct arena *arena, struct cms_pair *pair, struct error *error)
{
	enum status status = pair->key_path ? read_key(arena, pair, error) : (enum status)STATUS_OK;

	if (status == STATUS_OK)
		status = read_certificates(arena, pair, error);
	if (status != STATUS_OK)
		return status;
	pair->name = name_of(arena, pair->own);
	if (pair->key && X509_check_private_key(pair->own, pair->key) != 1) {
		ERR_clear_error();
		return error_set(
		    error, STATUS_FAILED, NULL, "signature.key_other",
		    ARGS(ARG_TEXT("path", pair->key_path), ARG_TEXT("certificate", pair->path)));
	}
	return may_sign(pair->own) ? STATUS_OK
				   : say(error, "signature.certificate_use", pair->path);
}

enum status
cms_pair_open(struct arena *arena, const char *key, const char *certificate, struct cms_pair **pair,
	      struct error *error)
{
	/* The host's own settings of the library have no say in what is valid here. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	*pair = arena_alloc(arena, sizeof(**pair));
	**pair =
	    (struct cms_pair){ .key_path = key, .path = certificate, .others = sk_X509_new_null() };
	const enum status status = open_pair(arena, *pair, error);
	if (status != STATUS_OK)
		cms_pair_close(pair);
	return status;
}

void
cms_pair_close(struct cms_pair **pair)
{
	if (!*pair)
		return;
	EVP_PKEY_free((*pair)->key);
	X509_free((*pair)->own);
	sk_X509_pop_free((*pair)->others, X509_free);
	*pair = NULL;
}

static const char *
stamp(int64_t seconds, char out[STAMP_SIZE])
{
	stamp_write(seconds, out);
	return out;
}

enum status
cms_pair_valid(const struct cms_pair *pair, int64_t at, struct error *error)
{
	const int64_t begin = seconds_of(X509_get0_notBefore(pair->own));
	const int64_t end = cms_pair_end(pair);
	char text[STAMP_SIZE];

	if (at < begin)
		return error_set(
		    error, STATUS_FAILED, NULL, "signature.certificate_early",
		    ARGS(ARG_TEXT("path", pair->path), ARG_STAMP("at", stamp(begin, text))));
	if (at > end)
		return error_set(
		    error, STATUS_FAILED, NULL, "signature.certificate_ended",
		    ARGS(ARG_TEXT("path", pair->path), ARG_STAMP("at", stamp(end, text))));
	return STATUS_OK;
}

const char *
cms_pair_name(const struct cms_pair *pair)
{
	return pair->name;
}

int64_t
cms_pair_end(const struct cms_pair *pair)
{
	return seconds_of(X509_get0_notAfter(pair->own));
}

size_t
cms_pair_room(const struct cms_pair *pair)
{
	enum { LEAST = 4096, BESIDES = 1024 };
	size_t room = BESIDES + (size_t)i2d_X509(pair->own, NULL) +
		      (size_t)EVP_PKEY_get_size(X509_get0_pubkey(pair->own));

	for (int i = 0; i < sk_X509_num(pair->others); i++)
		room += (size_t)i2d_X509(sk_X509_value(pair->others, i), NULL);
	return (room + LEAST - 1) / LEAST * LEAST;
}

/* ---- a pair is made: its own authority, or no reader of PDF (NSS) would ever trust it ---- */

static bool
add_extension(X509 *certificate, int kind, const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	const bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool
name_itself(X509 *certificate, const char *name)
{
	X509_NAME *subject = X509_get_subject_name(certificate);

	return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
					  (const unsigned char *)name, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, subject) == 1;
}

static bool
number_itself(X509 *certificate)
{
	BIGNUM *number = BN_new();
	const bool good = number &&
			  BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
			  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;

	BN_free(number);
	return good;
}

static bool
fill_certificate(X509 *certificate, EVP_PKEY *key, const struct cms_wanted *wanted)
{
	return X509_set_version(certificate, X509_VERSION_3) == 1 && number_itself(certificate) &&
	       ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)wanted->from) &&
	       ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)wanted->until) &&
	       X509_set_pubkey(certificate, key) == 1 && name_itself(certificate, wanted->name) &&
	       add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
	       add_extension(certificate, NID_key_usage,
			     "critical,digitalSignature,nonRepudiation,keyCertSign") &&
	       add_extension(certificate, NID_subject_key_identifier, "hash") &&
	       X509_sign(certificate, key, EVP_sha256()) > 0;
}

static enum status
write_new(const char *path, mode_t mode, BIO *text, struct error *error)
{
	char *bytes = NULL;
	const long size = BIO_get_mem_data(text, &bytes);
	const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	int number = file < 0 ? errno : file_write(file, bytes, (size_t)size);

	if (file >= 0 && number == 0 && fsync(file) != 0)
		number = errno;
	if (file >= 0)
		(void)close(file);
	if (number == 0)
		return STATUS_OK;
	if (file >= 0)
		(void)unlink(path);
	return error_system(error, "exchange.write", path, number);
}

static enum status
write_pair(const struct cms_wanted *wanted, EVP_PKEY *key, X509 *certificate, struct error *error)
{
	BIO *secret = BIO_new(BIO_s_secmem()), *shown = BIO_new(BIO_s_mem());
	enum status status = STATUS_OK;

	if (!secret || !shown ||
	    PEM_write_bio_PrivateKey(secret, key, NULL, NULL, 0, NULL, NULL) != 1 ||
	    PEM_write_bio_X509(shown, certificate) != 1)
		status = say(error, "signature.not_made", wanted->key);
	if (status == STATUS_OK)
		status = write_new(wanted->key, 0600, secret, error);
	if (status == STATUS_OK) {
		status = write_new(wanted->certificate, 0644, shown, error);
		if (status != STATUS_OK)
			(void)unlink(wanted->key);
	}
	BIO_free(secret);
	BIO_free(shown);
	return status;
}

enum status
cms_pair_make(const struct cms_wanted *wanted, struct error *error)
{
	if (access(wanted->key, F_OK) == 0 && access(wanted->certificate, F_OK) == 0)
		return STATUS_OK;
	EVP_PKEY *key = EVP_EC_gen(SN_X9_62_prime256v1);
	X509 *certificate = X509_new();
	enum status status = STATUS_OK;
	if (!key || !certificate || !fill_certificate(certificate, key, wanted))
		status = say(error, "signature.not_made", wanted->key);
	else
		status = write_pair(wanted, key, certificate, error);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return status;
}

/* ---- signing ---- */

static BIO *
join(const struct cms_part *parts, size_t count)
{
	BIO *all =
	    count == 1 ? BIO_new_mem_buf(parts->bytes, (int)parts->size) : BIO_new(BIO_s_mem());

	for (size_t i = 0; count > 1 && all && i < count; i++)
		(void)BIO_write(all, parts[i].bytes, (int)parts[i].size);
	return all;
}

static bool
date_signer(CMS_SignerInfo *signer, int64_t at)
{
	ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)at);
	const bool good =
	    time && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime,
						ASN1_STRING_type(time), time, -1) == 1;

	ASN1_TIME_free(time);
	return good;
}

/* RSA by PSS: its older padding is not for new signatures. */
static bool
add_signer(CMS_ContentInfo *cms, const struct cms_pair *pair, int64_t at)
{
	CMS_SignerInfo *signer =
	    CMS_add1_signer(cms, pair->own, pair->key, EVP_sha256(), SIGN_FLAGS | CMS_KEY_PARAM);

	if (!signer || !date_signer(signer, at))
		return false;
	return EVP_PKEY_get_base_id(pair->key) != EVP_PKEY_RSA ||
	       EVP_PKEY_CTX_set_rsa_padding(CMS_SignerInfo_get0_pkey_ctx(signer),
					    RSA_PKCS1_PSS_PADDING) > 0;
}

enum status
cms_sign(struct arena *arena, const struct cms_pair *pair, const struct cms_part *parts,
	 size_t count, int64_t at, const char **signature, size_t *size, struct error *error)
{
	BIO *all = join(parts, count);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, pair->others, all, SIGN_FLAGS | CMS_PARTIAL);
	unsigned char *der = NULL;
	int made = -1;

	if (cms && add_signer(cms, pair, at) && CMS_final(cms, all, NULL, SIGN_FLAGS) == 1)
		made = i2d_CMS_ContentInfo(cms, &der);
	if (made > 0) {
		*signature = arena_copy_bytes(arena, (const char *)der, (size_t)made);
		*size = (size_t)made;
	}
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(all);
	return made > 0 ? STATUS_OK : say(error, "signature.not_signed", pair->key_path);
}

/* ---- verifying ---- */

/* A value of DER: into it, or past it. */
struct walk {
	const unsigned char *at, *end;
	bool good;
};

static void
step(struct walk *walk, bool into)
{
	long length = 0;
	int tag = 0, kind = 0;

	walk->good =
	    walk->good && walk->at < walk->end &&
	    (ASN1_get_object(&walk->at, &length, &tag, &kind, walk->end - walk->at) & 0x80) == 0;
	if (walk->good && into)
		walk->end = walk->at + length;
	else if (walk->good)
		walk->at += length;
}

static bool
is_one(struct walk *walk)
{
	static const unsigned char one[] = { V_ASN1_INTEGER, 1, 1 };
	const bool same = walk->good && walk->end - walk->at >= (long)sizeof(one) &&
			  memcmp(walk->at, one, sizeof(one)) == 0;

	step(walk, false);
	return same;
}

/* The version of the whole and that of its signer, which the library reads past. */
static bool
versions_are_ours(const char *der, size_t size)
{
	struct walk walk = { (const unsigned char *)der, (const unsigned char *)der + size, true };

	step(&walk, true);  /* ContentInfo */
	step(&walk, false); /* its type */
	step(&walk, true);  /* [0] */
	step(&walk, true);  /* SignedData */
	const bool ours = is_one(&walk);
	step(&walk, false); /* digests */
	step(&walk, false); /* content */
	while (walk.good && walk.at < walk.end && *walk.at != SIGNERS)
		step(&walk, false); /* certificates */
	step(&walk, true);          /* signers */
	step(&walk, true);          /* the one */
	return ours && is_one(&walk) && walk.good;
}

/* Whose it says it is, letter by letter: the library finds a certificate by the name of its issuer
 * whatever its capitals and blanks. */
static bool
issuer_is_of(CMS_SignerInfo *signer, X509 *certificate)
{
	const unsigned char *said = NULL, *own = NULL;
	size_t said_size = 0, own_size = 0;
	X509_NAME *name = NULL;

	return CMS_SignerInfo_get0_signer_id(signer, NULL, &name, NULL) == 1 && name &&
	       X509_NAME_get0_der(name, &said, &said_size) == 1 &&
	       X509_NAME_get0_der(X509_get_issuer_name(certificate), &own, &own_size) == 1 &&
	       said_size == own_size && memcmp(said, own, own_size) == 0;
}

/* Its names for what was signed and how, which the library believes without a look. */
static bool
names_are_ours(CMS_ContentInfo *cms, CMS_SignerInfo *signer, X509 *certificate)
{
	X509_ALGOR *digest = NULL, *algorithm = NULL;
	const ASN1_OBJECT *name = NULL;
	const bool rsa = EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) == EVP_PKEY_RSA;

	CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &algorithm);
	X509_ALGOR_get0(&name, NULL, NULL, digest);
	const bool hashed = OBJ_obj2nid(name) == NID_sha256;
	X509_ALGOR_get0(&name, NULL, NULL, algorithm);
	return hashed && OBJ_obj2nid(name) == (rsa ? NID_rsassaPss : NID_ecdsa_with_SHA256) &&
	       OBJ_obj2nid(CMS_get0_eContentType(cms)) == NID_pkcs7_data;
}

/* One that says nothing more than what we read: any other byte would be one that nobody looks at.
 */
static CMS_ContentInfo *
read_signature(const char *signature, size_t size)
{
	const unsigned char *at = (const unsigned char *)signature;
	unsigned char *again = NULL;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	const int length = cms ? i2d_CMS_ContentInfo(cms, &again) : -1;
	const bool same =
	    length > 0 && (size_t)length == size && memcmp(again, signature, size) == 0;

	OPENSSL_free(again);
	if (same && CMS_is_detached(cms) == 1 && versions_are_ours(signature, size))
		return cms;
	CMS_ContentInfo_free(cms);
	return NULL;
}

static CMS_SignerInfo *
only_signer(CMS_ContentInfo *cms, X509 **certificate)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);

	if (sk_CMS_SignerInfo_num(signers) != 1)
		return NULL;
	(void)CMS_set1_signers_certs(cms, NULL, 0);
	CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
	CMS_SignerInfo_get0_algs(signer, NULL, certificate, NULL, NULL);
	return *certificate && CMS_unsigned_get_attr_count(signer) <= 0 ? signer : NULL;
}

static int64_t
signing_time(const CMS_SignerInfo *signer)
{
	const int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attribute = at < 0 ? NULL : CMS_signed_get_attr(signer, at);
	const ASN1_TYPE *type = attribute ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;

	if (!type || (type->type != V_ASN1_UTCTIME && type->type != V_ASN1_GENERALIZEDTIME))
		return 0;
	return seconds_of(type->value.asn1_string);
}

/* Of these bytes: what the signature says their digest is. */
static bool
digest_is(CMS_SignerInfo *signer, const struct cms_part *parts, size_t count)
{
	const ASN1_OCTET_STRING *said = CMS_signed_get0_data_by_OBJ(
	    signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = said && context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;

	for (size_t i = 0; good && i < count; i++)
		good = EVP_DigestUpdate(context, parts[i].bytes, parts[i].size) == 1;
	good = good && EVP_DigestFinal_ex(context, digest, &size) == 1 &&
	       ASN1_STRING_length(said) == (int)size &&
	       memcmp(ASN1_STRING_get0_data(said), digest, size) == 0;
	EVP_MD_CTX_free(context);
	return good;
}

/* Of bytes that are nothing but memory CMS_verify makes itself another reader, and keeps it when a
 * digest that the signature names is none (OpenSSL 3.0): something stands before them. */
static BIO *
join_to_verify(const struct cms_part *parts, size_t count)
{
	BIO *all = join(parts, count), *before = BIO_new(BIO_f_null());

	if (!all || !before) {
		BIO_free(all);
		return before;
	}
	(void)BIO_set_mem_eof_return(all, 0);
	return BIO_push(before, all);
}

/* The signature over its attributes and these bytes, whoever made it. */
static bool
is_sound(CMS_ContentInfo *cms, const struct cms_part *parts, size_t count)
{
	BIO *all = join_to_verify(parts, count);
	const bool good = CMS_verify(cms, NULL, NULL, all, NULL,
				     CMS_DETACHED | CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;

	BIO_free_all(all);
	return good;
}

/* Trusted is the pair's own certificate, at the time of the signature. */
static X509_STORE *
trust(const struct cms_pair *pair, int64_t at)
{
	X509_STORE *store = X509_STORE_new();

	if (!store || X509_STORE_add_cert(store, pair->own) != 1)
		return store;
	X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	(void)X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	(void)X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
	return store;
}

/* All of it, with the certificate that its attributes name (CAdES). */
static bool
is_certified(CMS_ContentInfo *cms, const struct cms_pair *pair, const struct cms_part *parts,
	     size_t count, int64_t at)
{
	X509_STORE *store = trust(pair, at);
	BIO *all = join_to_verify(parts, count);
	const bool good = store && CMS_verify(cms, NULL, store, all, NULL,
					      CMS_DETACHED | CMS_BINARY | CMS_CADES) == 1;

	BIO_free_all(all);
	X509_STORE_free(store);
	return good;
}

static bool
is_among(const struct cms_pair *pair, const X509 *certificate)
{
	for (int i = 0; i < sk_X509_num(pair->others); i++)
		if (X509_cmp(sk_X509_value(pair->others, i), certificate) == 0)
			return true;
	return X509_cmp(pair->own, certificate) == 0;
}

/* All certificates in it are of the pair's file: one that vouches is not signed by the signature.
 */
static bool
has_no_others(const struct cms_pair *pair, CMS_ContentInfo *cms)
{
	STACK_OF(X509) *all = CMS_get1_certs(cms);
	STACK_OF(X509_CRL) *lists = CMS_get1_crls(cms);
	bool good = sk_X509_CRL_num(lists) <= 0;

	for (int i = 0; i < sk_X509_num(all); i++)
		good = good && is_among(pair, sk_X509_value(all, i));
	sk_X509_pop_free(all, X509_free);
	sk_X509_CRL_pop_free(lists, X509_CRL_free);
	return good;
}

static enum cms_verdict
judge(struct arena *arena, const struct cms_pair *pair, CMS_ContentInfo *cms,
      const struct cms_part *parts, size_t count, struct cms_signer *told)
{
	X509 *certificate = NULL;
	CMS_SignerInfo *signer = only_signer(cms, &certificate);

	if (!signer)
		return CMS_ALTERED;
	told->name = name_of(arena, certificate);
	told->at = signing_time(signer);
	if (!digest_is(signer, parts, count))
		return CMS_OTHER;
	if (!pair || X509_cmp(certificate, pair->own) != 0)
		return is_sound(cms, parts, count) ? CMS_UNKNOWN : CMS_ALTERED;
	if (!has_no_others(pair, cms) || !issuer_is_of(signer, certificate) ||
	    !names_are_ours(cms, signer, certificate))
		return CMS_ALTERED;
	if (cms_pair_valid(pair, told->at, NULL) != STATUS_OK)
		return is_sound(cms, parts, count) ? CMS_OUT_OF_TIME : CMS_ALTERED;
	return is_certified(cms, pair, parts, count, told->at) ? CMS_GOOD : CMS_ALTERED;
}

enum cms_verdict
cms_verify(struct arena *arena, const struct cms_pair *pair, const struct cms_part *parts,
	   size_t count, const char *signature, size_t size, struct cms_signer *signer)
{
	CMS_ContentInfo *cms = read_signature(signature, size);
	const enum cms_verdict verdict =
	    cms ? judge(arena, pair, cms, parts, count, signer) : CMS_NONE;

	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return verdict;
}
