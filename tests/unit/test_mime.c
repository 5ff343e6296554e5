/* MSG-02: an e-mail's headers, bodies and names of files, read back by somebody else's parser. */
#include "exchange/mime.h"
#include "outside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <guichet/arena.h>
#include <guichet/text.h>
#include <unistd.h>

enum { MAILS = 400 };

/* Every line: a mail, then what must be read in it: subject, name, body, name of the file; in
 * hexadecimal. */
static const char reader[] =
    "import email, email.policy, sys\n"
    "faults = []\n"
    "for number, line in enumerate(open(sys.argv[1]), 1):\n"
    "    raw, *wanted = (bytes.fromhex(part) for part in line.rstrip('\\n').split('\\t'))\n"
    "    subject, name, body, file = (part.decode() for part in wanted)\n"
    "    def must(good, what):\n"
    "        if not good: faults.append(f'{number}: {what}: {raw!r}')\n"
    "    must(all(32 <= byte < 127 or byte == 10 for byte in raw), 'not ASCII')\n"
    "    must(all(len(part) <= 78 for part in raw.split(b'\\n')), 'a long line')\n"
    "    mail = email.message_from_bytes(raw, policy=email.policy.default)\n"
    "    must(not mail.defects and not any(part.defects for part in mail.walk()), 'defects')\n"
    "    must(mail.keys() == ['From', 'Subject', 'MIME-Version', 'Content-Type'], f'headers "
    "{mail.keys()}')\n"
    "    must(str(mail['Subject'] or '').strip() == subject.strip(), f'subject "
    "{mail[\"Subject\"]!r}')\n"
    "    must(len(mail['From'].addresses) == 1 and mail['From'].addresses[0].addr_spec == "
    "'a@b.example', 'address')\n"
    "    must(''.join(mail['From'].addresses[0].display_name.split()) == ''.join(name.split()), "
    "f'name "
    "{mail[\"From\"]!r}')\n"
    "    parts = list(mail.iter_parts())\n"
    "    must(len(parts) == 2, f'{len(parts)} parts')\n"
    "    if len(parts) == 2:\n"
    "        must(parts[0].get_content().rstrip('\\n') == body.rstrip('\\n'), f'body "
    "{parts[0].get_content()!r}')\n"
    "        must(parts[1].get_content() == wanted[2], 'bytes of the file')\n"
    "        must(parts[1].get_filename() == file, f'file {parts[1].get_filename()!r}')\n"
    "print(f'{number} read, {len(faults)} faults', *faults[:3], sep='\\n')\n";

/* ---- texts of chance ---- */

static const char *const pieces[] = {
	"a",
	"Carte",
	" ",
	"  ",
	"é",
	"À",
	"€",
	"Ł",
	"😀",
	"ĳ",
	"=",
	"=?",
	"?=",
	"\"",
	"\\",
	"<",
	">",
	",",
	";",
	"'",
	".",
	"From ",
	"..",
	"%",
	"@",
	":",
	"(x)",
	"\t",
	"1234567",
	"é̂",
	"=20",
	"*0*=",
	"utf-8?",
	"--=",
	"=_g",
	"~",
	"ééééé",
	"漢字",
	"- ",
	"\x7f",
	"longwordlongwordlongword",
};

static const char *
make_text(struct arena *arena, int most, bool lines)
{
	struct builder out = { .arena = arena };

	for (int count = rand() % most; count > 0; count--) {
		if (lines && rand() % 9 == 0)
			builder_add(&out, "\n");
		else
			builder_add(&out,
				    pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
	}
	return builder_text(&out);
}

static void
put_hex(FILE *file, const char *text, size_t size, char end)
{
	for (size_t i = 0; i < size; i++)
		(void)fprintf(file, "%02x", (unsigned)(unsigned char)text[i]);
	(void)fputc(end, file);
}

struct mail {
	const char *subject, *name, *body, *file;
};

static const char *
clean_each_line(struct arena *arena, const char *text)
{
	struct builder out = { .arena = arena };

	for (;; text++) {
		const size_t size = strcspn(text, "\n");
		builder_add(&out, text_clean(arena, arena_copy_bytes(arena, text, size)));
		text += size;
		if (*text == '\0')
			return builder_text(&out);
		builder_add(&out, "\n");
	}
}

static struct mail
make_mail(struct arena *arena)
{
	return (struct mail){
		.subject = text_clean(arena, make_text(arena, 40, true)),
		.name = text_trim(arena, text_clean(arena, make_text(arena, 12, true))),
		.body = clean_each_line(arena, make_text(arena, 120, true)),
		.file = text_trim(
		    arena,
		    text_clean(arena, arena_format(arena, "f%s.csv", make_text(arena, 25, true)))),
	};
}

typedef void subject_writer(struct builder *out, const char *name, const char *text);

static void
write_mail(FILE *file, struct arena *arena, const struct mail *mail, subject_writer *subject)
{
	struct builder out = { .arena = arena };

	mime_mailbox(&out, "From", mail->name, "a@b.example");
	subject(&out, "Subject", mail->subject);
	builder_add(&out,
		    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_x\"\n\n--=_x\n"
		    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: "
		    "quoted-printable\n\n");
	mime_quoted_printable(&out, mail->body);
	builder_add(&out,
		    "--=_x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: "
		    "base64\nContent-Disposition: attachment");
	mime_parameter(&out, "filename", mail->file);
	builder_add(&out, "\n\n");
	mime_base64(&out, mail->body, strlen(mail->body));
	builder_add(&out, "--=_x--\n");
	put_hex(file, out.text, out.size, '\t');
	put_hex(file, mail->subject, strlen(mail->subject), '\t');
	put_hex(file, mail->name, strlen(mail->name), '\t');
	put_hex(file, mail->body, strlen(mail->body), '\t');
	put_hex(file, mail->file, strlen(mail->file), '\n');
}

static void
seed(void)
{
	const char *given = getenv("SEED");
	const unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	print_message("# seed %u (SEED=%u repeats it)\n", seed, seed);
	srand(seed);
}

static const char *
read_back(struct arena *arena, const struct mail *mails, size_t count, subject_writer *subject)
{
	char path[] = "/tmp/guichet-mime-XXXXXX";
	const int descriptor = mkstemp(path);
	FILE *file = fdopen(descriptor, "w");
	assert_non_null(file);
	for (size_t i = 0; i < count; i++)
		write_mail(file, arena, &mails[i], subject);
	assert_int_equal(fclose(file), 0);
	const char *said = outside_python(arena, reader, path);
	unlink(path);
	return said;
}

static void
reads_as_it_was_written(void **state)
{
	struct arena *arena = arena_new();
	struct mail *mails = arena_array(arena, MAILS, sizeof *mails);
	(void)state;
	seed();
	for (size_t i = 0; i < MAILS; i++)
		mails[i] = make_mail(arena);
	assert_string_equal(read_back(arena, mails, MAILS, mime_header),
			    arena_format(arena, "%d read, 0 faults\n", MAILS));
	arena_free(&arena);
}

/* A writer that encodes nothing is found out by the same reader. */
static void
write_as_it_is(struct builder *out, const char *name, const char *text)
{
	builder_format(out, "%s: %s\n", name, text);
}

static void
a_careless_writer_is_found_out(void **state)
{
	static const struct mail hostile = { .subject = "Bonjour\nBcc: everybody@example.com",
					     .name = "",
					     .body = "b",
					     .file = "f" };
	struct arena *arena = arena_new();
	(void)state;
	assert_non_null(strstr(read_back(arena, &hostile, 1, write_as_it_is), "headers"));
	assert_null(strstr(read_back(arena, &hostile, 1, mime_header), "headers"));
	arena_free(&arena);
}

/* ---- by hand ---- */

static void
plain_stays_plain(void **state)
{
	struct arena *arena = arena_new();
	struct builder out = { .arena = arena };
	(void)state;
	mime_header(&out, "Subject", "Card 1-ABC-123 blocked");
	mime_header(&out, "Subject", "été");
	mime_mailbox(&out, "From", "Cards, Ltd", "a@b.example");
	mime_mailbox(&out, "To", "", "a@b.example");
	builder_add(&out, "X: y");
	mime_parameter(&out, "filename", "parc.xlsx");
	mime_parameter(&out, "filename", "é;.csv");
	builder_add(&out, "\n\n");
	mime_quoted_printable(&out, "a = b\n.\nFrom here\nblank \né\n");
	mime_base64(&out, "guichet", 7);
	assert_string_equal(builder_text(&out),
			    "Subject: Card 1-ABC-123 blocked\n"
			    "Subject: =?UTF-8?B?w6l0w6k=?=\n"
			    "From: \"Cards, Ltd\"\n <a@b.example>\n"
			    "To: a@b.example\n"
			    "X: y;\n filename=\"parc.xlsx\";\n filename*0*=UTF-8''%C3%A9%3B.csv\n\n"
			    "a =3D b\n=2E\n=46rom here\nblank=20\n=C3=A9\n"
			    "Z3VpY2hldA==\n");
	arena_free(&arena);
}

/* A line of a header has 78 characters at most (RFC 5322), a name in quotes too. */
static void
a_long_name_is_folded(void **state)
{
	struct arena *arena = arena_new();
	const char *name = "Compagnie generale des cartes de carburant et de peage de Wallonie SA";
	struct builder out = { .arena = arena }, shorter = { .arena = arena };
	(void)state;
	mime_mailbox(&shorter, "From", name + 1, "a@b.example");
	assert_string_equal(builder_text(&shorter),
			    arena_format(arena, "From: \"%s\"\n <a@b.example>\n", name + 1));
	mime_mailbox(&out, "From", name, "a@b.example");
	assert_null(strchr(builder_text(&out), '"'));
	for (const char *line = builder_text(&out); *line; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 78);
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_stays_plain),
		cmocka_unit_test(a_long_name_is_folded),
		cmocka_unit_test(reads_as_it_was_written),
		cmocka_unit_test(a_careless_writer_is_found_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
