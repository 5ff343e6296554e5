/* A fleet comes in (issue of the files): good lines are in, bad ones are told by line, column,
 * value and rule. */
#include "fixture.h"
#include "outside.h"

#include <guichet/exchange.h>
#include <guichet/identifier.h>
#include <guichet/lang.h>
#include <guichet/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADINGS                                                                                \
	"N° carte;Rang;Produit;Statut;Pays;Plaque;Conducteur;Division;Téléphone;Carburants;" \
	"Expiration;Dernière utilisation;Plafond jour (EUR)\r\n"

/* Faults as they were told: "LINE COLUMN VALUE KEY". */
struct heard {
	struct builder told;
	int64_t stop_at; /* progress says stop there; -1: never */
	int64_t last;
};

static void
hear(void *context, const struct import_line *line)
{
	struct heard *heard = context;

	assert_true(line->line > heard->last); /* in the order of the file */
	heard->last = line->line;
	builder_format(&heard->told, "%d %s|%s|%s\n", (int)line->line, line->column, line->value,
		       line->error->key);
}

static bool
step(void *context, int64_t done, int64_t total)
{
	const struct heard *heard = context;

	(void)total;
	return heard->stop_at < 0 || done < heard->stop_at;
}

static struct heard heard;
static struct import_result result;
static struct error error;

static enum status
import_as(struct fixture *f, struct session *session, const char *file, enum mode mode)
{
	const struct progress progress = { .step = step, .context = &heard };
	const struct import import = { .kind = "fleet",
				       .file = file,
				       .customer = "C100",
				       .mode = mode,
				       .rejected = hear,
				       .progress = &progress,
				       .context = &heard };

	heard.told = (struct builder){ .arena = f->arena };
	heard.last = 0;
	error_clear(&error);
	return import_file(session, &import, f->arena, &result, &error);
}

static const char *
file_in(struct fixture *f, const char *name)
{
	return arena_format(f->arena, "%s/%s", f->folder, name);
}

static const char *
write_text(struct fixture *f, const char *name, const char *text)
{
	const char *path = file_in(f, name);

	outside_write(path, text, strlen(text));
	return path;
}

/* A number of another system, with its check digit. */
static const char *
number(struct fixture *f, int i)
{
	const char *body = arena_format(f->arena, "700200000052%06d", i);

	return arena_format(f->arena, "%s%c", body, luhn_digit(body, 18));
}

static const char *
card(struct fixture *f, int i, const char *column)
{
	return fixture_text(f, arena_format(f->arena,
					    "SELECT %s FROM v_fleet_status WHERE number = '%s'",
					    column, number(f, i)));
}

static const char *
three_lines(struct fixture *f)
{
	return arena_format(
	    f->arena,
	    HEADINGS
	    "%s;3;Carte;Active;BE;1-abc-123;Éric Dupont;Liège;+32 (0)470 12 34 "
	    "56;\"Gazole;AdBlue\";"
	    "28/02/2027;03/10/2026;1 000,00\r\n"
	    "%s;1;PASSango;Bloquée;FR;ab 123 cd;;Sud;06.12.34.56.78;Super 95, Gazole;11/2027;;\r\n"
	    "%s;2;Badge Liber-t;EN FABRICATION;NL;;Jan de "
	    "Vries;-;-;électricité;2028-09-30;2026-11-18;250\r\n",
	    card_number_show(f->arena, number(f, 1)), number(f, 2), number(f, 3));
}

static void
good_lines_are_in(void **state)
{
	struct fixture *f = *state;
	const char *file = write_text(f, "fleet.csv", three_lines(f));

	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	assert_string_equal(builder_text(&heard.told), "");
	assert_int_equal(result.lines, 3);
	assert_int_equal(result.created, 3);
	assert_int_equal(result.rejected, 0);
	assert_null(result.rejected_file);
	assert_string_equal(result.layout, "fleet");
	assert_string_equal(result.encoding, "UTF-8");

	assert_string_equal(card(f, 1, "plate"), "1-ABC-123");
	assert_string_equal(card(f, 1, "driver"), "ÉRIC DUPONT");
	assert_string_equal(card(f, 1, "division"), "Liège");
	assert_string_equal(card(f, 1, "phone"), "+32470123456");
	assert_string_equal(card(f, 1, "expires_on"), "2027-02-28");
	assert_string_equal(card(f, 1, "last_used_on"), "2026-10-03");
	assert_string_equal(card(f, 1, "limit_day"), "100000");
	assert_string_equal(card(f, 1, "customer"), "C100");
	assert_string_equal(card(f, 2, "product"), "passango");
	assert_string_equal(card(f, 2, "state"), "blocked");
	assert_string_equal(card(f, 2, "phone"), "+33612345678");
	assert_string_equal(card(f, 2, "expires_on"), "2027-11-30");
	assert_string_equal(card(f, 3, "product"), "liber_t");
	assert_string_equal(card(f, 3, "state"), "in_production");
	assert_null(card(f, 3, "division"));
	assert_string_equal(
	    fixture_text(f, arena_format(f->arena,
					 "SELECT GROUP_CONCAT(product) FROM (SELECT x.product "
					 "FROM card_product x JOIN card c ON c.id = x.card_id "
					 "WHERE c.number = '%s' ORDER BY x.product)",
					 number(f, 2))),
	    "diesel,petrol95");
}

static void
same_file_again_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *file = write_text(f, "fleet.csv", three_lines(f)), *before = NULL;

	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	before = fixture_print(f);
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	assert_int_equal(result.created, 0);
	assert_int_equal(result.unchanged, 3);
	assert_string_equal(fixture_print(f), before);
}

static void
dry_run_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	const char *file =
	    write_text(f, "fleet.csv", arena_format(f->arena, "%s1;2;3\r\n", three_lines(f)));

	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, file, PREVIEW), STATUS_OK);
	assert_int_equal(result.created, 3);
	assert_int_equal(result.rejected, 1);
	assert_null(result.rejected_file);
	assert_int_equal(access(file_in(f, "fleet.csv.rejected.csv"), F_OK), -1);
	assert_string_equal(fixture_print(f), before);
}

/* Every kind of fault by its own name, in the column where it is, and the good lines between are
 * in. */
static void
bad_lines_are_told(void **state)
{
	struct fixture *f = *state;
	const char *good = ";1;Carte;Active;BE;1-AAA-060;;;;Gazole;12/2027;;\n";
	struct builder text = { .arena = f->arena };
	static const char *const ends[] = {
		";1;Carte;Volée;BE;1-AAA-001;;;;Gazole;12/2027;;\n",
		";1;Ticket;Active;BE;1-AAA-001;;;;Gazole;12/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Gazole;31/02/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Gazole;12/2027;;-5\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Gazole;12/2027;;douze\n",
		";1;Carte;Active;BE;1-AAA-001;\"=H(\"\"http://x\"\")\";;;Gazole;12/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;Jean\033[2J;;;Gazole;12/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;UN NOM BEAUCOUP TROP LONG POUR;;;Gazole;12/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;;;12;Gazole;12/2027;;\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Charbon;12/2027;;\n",
		";1;Carte;Active;BE;;;;;Gazole;12/2027;;\n",
		";1;Carte;Active\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Gazole;12/2027;;;trop\n",
		";1;Carte;Active;BE;1-AAA-001;;;;Gazole;;;\n",
		";0;Carte;Active;BE;1-AAA-001;;;;Gazole;12/2027;;\n",
	};

	builder_add(&text, HEADINGS);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		builder_format(&text, "%s%s", number(f, (int)i), ends[i]);
	builder_format(&text, "%.18s%c%s", number(f, 50), number(f, 50)[18] == '0' ? '1' : '0',
		       ";1;;;;A;;;;;12/2027;;\n");
	builder_format(&text, "7,002E+18%s", ";1;;;;A;;;;;12/2027;;\n");
	builder_add(&text, ";1;;;;A;;;;;12/2027;;\n");
	builder_format(&text, "%s", number(f, 60));
	builder_add(&text, good);
	builder_format(&text, "%s", card_number_show(f->arena, number(f, 60)));
	builder_add(&text, good);
	builder_format(&text, "%s", fixture_card("active"));
	builder_add(&text, good);
	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, write_text(f, "bad.csv", builder_text(&text)), RUN),
			 STATUS_OK);
	assert_string_equal(
	    builder_text(&heard.told),
	    arena_format(f->arena,
			 "2 Statut|Volée|import.unknown_word\n"
			 "3 Produit|Ticket|import.unknown_word\n"
			 "4 Expiration|31/02/2027|error.date\n"
			 "5 Plafond jour (EUR)|-5|refusal.amount_negative\n"
			 "6 Plafond jour (EUR)|douze|error.money\n"
			 "7 Conducteur|=H(\"http://x\")|import.formula\n"
			 "8 Conducteur|Jean\x1b[2J|import.control\n"
			 "9 Conducteur|UN NOM BEAUCOUP TROP LONG POUR|error.too_long_text\n"
			 "10 Téléphone|12|error.phone_be\n"
			 "11 Carburants|Charbon|refusal.product_unknown\n"
			 "12 Plaque||refusal.import_nothing_embossed\n"
			 "13 ||import.short\n"
			 "14 ||import.long\n"
			 "15 Expiration||error.mandatory\n"
			 "16 Rang|0|refusal.import_rank\n"
			 "17 N° carte|%.18s%c|error.card_luhn\n"
			 "18 N° carte|7,002E+18|import.rounded\n"
			 "19 N° carte||error.mandatory\n"
			 "21 N° carte|%s|import.duplicate\n"
			 "22 Plaque|1-AAA-060|refusal.import_differs\n",
			 number(f, 50), number(f, 50)[18] == '0' ? '1' : '0',
			 card_number_show(f->arena, number(f, 60))));
	assert_int_equal(result.created, 1);
	assert_int_equal(result.rejected, 20);
	assert_int_equal(result.lines, 21);
}

static void
rejected_lines_go_to_a_file(void **state)
{
	struct fixture *f = *state;
	const char *bytes = NULL, *file = NULL;

	heard.stop_at = -1;
	file = write_text(f, "two.csv",
			  arena_format(f->arena,
				       "Kaartnummer,Geldig tot,Nummerplaat,Opmerking\n"
				       "%s,12/2027,1-AAA-001,\"goed, \"\"heel\"\"\"\n"
				       "%s,13/2027,1-AAA-002,=1+1\n",
				       number(f, 1), number(f, 2)));
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	assert_int_equal(result.created, 1);
	assert_string_equal(result.rejected_file, arena_format(f->arena, "%s.rejected.csv", file));
	bytes = outside_read(f->arena, result.rejected_file, NULL);
	assert_string_equal(
	    bytes, arena_format(
		       f->arena,
		       "\xEF\xBB\xBFKaartnummer;Geldig tot;Nummerplaat;Opmerking;Ligne du fichier;"
		       "Motif du rejet\r\n%s;13/2027;1-AAA-002;'=1+1;3;Geldig tot : %s\r\n",
		       number(f, 2), lang_text(lang_get("fr"), "error.date")));
	/* Corrected, it comes in as it is, and takes nothing with it. */
	file =
	    write_text(f, "two.csv.rejected.csv",
		       arena_format(f->arena,
				    "Kaartnummer;Geldig tot;Nummerplaat;Opmerking;Ligne du fichier;"
				    "Motif du rejet\r\n%s;12/2027;1-AAA-002;'=1+1;3;x\r\n",
				    number(f, 2)));
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	assert_int_equal(result.created, 1);
	assert_null(result.rejected_file);
	assert_int_equal(outside_hidden(f->folder), 0);
}

static void
an_old_file_of_rejects_goes(void **state)
{
	struct fixture *f = *state;
	const char *old = write_text(f, "fleet.csv.rejected.csv", "old");

	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, write_text(f, "fleet.csv", three_lines(f)), RUN),
			 STATUS_OK);
	assert_int_equal(access(old, F_OK), -1);
}

static void
headings_in_three_languages(void **state)
{
	struct fixture *f = *state;
	static const char *const headings[] = {
		"Numéro de carte;Échéance;Immatriculation",
		"KAARTNR\tVervaldatum\tKenteken",
		"card_number,Expiry date,License plate",
	};

	heard.stop_at = -1;
	for (int i = 0; i < 3; i++) {
		char sign = ";\t,"[i];
		const char *text = arena_format(f->arena, "%s\n%s%c31/12/2027%c1-AAA-00%d\n",
						headings[i], number(f, i), sign, sign, i);

		assert_int_equal(import_as(f, f->clerk, write_text(f, "a.csv", text), RUN),
				 STATUS_OK);
		assert_string_equal(builder_text(&heard.told), "");
		assert_int_equal(result.created, 1);
	}
	assert_int_equal(import_as(f, f->clerk, write_text(f, "a.csv", "Nom;Adresse\nx;y\n"), RUN),
			 STATUS_REFUSED);
	assert_string_equal(error.key, "import.no_layout");
}

static void
layouts_are_found_by_name(void **state)
{
	struct fixture *f = *state;
	const struct import import = { .kind = "fleet",
				       .file = write_text(f, "a.csv", three_lines(f)),
				       .layout = "../fleet",
				       .customer = "C100" };
	const char *const *names = layout_names(f->arena, f->config, "fleet");

	assert_string_equal(names[0], "fleet");
	assert_null(names[1]);
	assert_null(layout_names(f->arena, f->config, "nothing")[0]);
	assert_int_equal(import_file(f->clerk, &import, f->arena, &result, &error), STATUS_USAGE);
	assert_string_equal(error.key, "layout.unknown");
}

static void
count_fault(void *context, const char *file, int line, const char *key, const struct arg *args)
{
	int *count = context;

	(void)args;
	print_error("%s:%d: %s\n", file, line, key);
	(*count)++;
}

static void
shipped_layouts_have_no_fault(void **state)
{
	struct fixture *f = *state;
	int count = 0;

	layouts_check(f->config, count_fault, &count);
	assert_int_equal(count, 0);
}

/* USR: a customer's user does not bring cards in, whatever his rights; and the store does not
 * change. */
static void
staff_only(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);

	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->manager, write_text(f, "a.csv", three_lines(f)), RUN),
			 STATUS_DENIED);
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(outside_hidden(f->folder), 0);
}

static void
stopped_while_it_runs(void **state)
{
	struct fixture *f = *state;
	struct builder text = { .arena = f->arena };
	int64_t before = fixture_number(f, "SELECT COUNT(*) FROM card"), after = 0;

	builder_add(&text, "N° carte;Expiration;Plaque\n");
	for (int i = 0; i < 500; i++)
		builder_format(&text, "%s;12/2027;1-AAA-%03d\n", number(f, i), i);
	heard.stop_at = 100;
	assert_int_equal(import_as(f, f->clerk, write_text(f, "a.csv", builder_text(&text)), RUN),
			 STATUS_REFUSED);
	assert_string_equal(error.key, "import.stopped");
	after = fixture_number(f, "SELECT COUNT(*) FROM card");
	assert_int_equal(after - before, result.created);
	assert_true(result.created < 500);
	/* and the same file goes on from there */
	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, file_in(f, "a.csv"), RUN), STATUS_OK);
	assert_int_equal(result.created + result.unchanged, 500);
	assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM card"), before + 500);
}

/* ---- workbooks ---- */

static void
workbook_comes_in(void **state)
{
	struct fixture *f = *state;
	const char *script = arena_format(
	    f->arena,
	    "import openpyxl, sys, datetime\n"
	    "b = openpyxl.Workbook()\n"
	    "h = b.active; h.title = 'notes'; h.sheet_state = 'hidden'; h['A1'] = 'not this one'\n"
	    "s = b.create_sheet('parc')\n"
	    "d = datetime.date(2027, 12, 31)\n"
	    "s.append(['N° carte', 'Rang', 'Expiration', 'Plaque', 'Plafond jour', 'Conducteur', "
	    "'Dernière utilisation'])\n"
	    "s.append(['%s', 1, d, '1-AAA-001', 250.1, None, datetime.datetime(2026, 11, 18, 10, "
	    "30)])\n"
	    "s.append(['%s', 2, '12/2027', '1-AAA-002'])\n"
	    "s.append([])\n"
	    "s.append([7002000000520000123, 1, d, '1-AAA-003'])\n"
	    "s.append(['%s', 1, d, '=A1'])\n"
	    "s.append(['%s', 1, d, None, None, '=1+1'])\n"
	    "s['F7'].data_type = 's'\n"
	    "b.save(sys.argv[1])\n",
	    number(f, 1), number(f, 2), number(f, 3), number(f, 4));
	const char *file = file_in(f, "fleet.xlsx");

	outside_python(f->arena, script, file);
	heard.stop_at = -1;
	assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_OK);
	assert_string_equal(builder_text(&heard.told),
			    "5 N° carte|7.002000000520001e+18|import.rounded\n"
			    "6 Plaque|=A1|import.formula\n"
			    "7 Conducteur|=1+1|import.formula\n");
	assert_int_equal(result.created, 2);
	assert_string_equal(card(f, 1, "expires_on"), "2027-12-31");
	assert_string_equal(card(f, 1, "last_used_on"), "2026-11-18");
	assert_string_equal(card(f, 1, "limit_day"), "25010");
	assert_string_equal(card(f, 2, "expires_on"), "2027-12-31");
}

/* Makes the workbooks that nobody sends by accident: one a line of the script, its name the
 * refusal's. */
static const char hostile[] =
    "import sys, zipfile, struct, os\n"
    "D = sys.argv[1]\n"
    "NS = 'xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"'\n"
    "H = '<?xml version=\"1.0\" encoding=\"UTF-8\"?>'\n"
    "S, T = 'xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'\n"
    "def path(n): return os.path.join(D, n + '.xlsx')\n"
    "def make(n, parts):\n"
    "    with zipfile.ZipFile(path(n), 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as z:\n"
    "        for name, data in parts: z.writestr(name, data)\n"
    "def sheet(rows): return H + '<worksheet %s><sheetData>%s</sheetData></worksheet>' % (NS, "
    "rows)\n"
    "def row(r, t): return '<row r=\"%d\"><c r=\"A%d\" "
    "t=\"inlineStr\"><is><t>%s</t></is></c></row>' % (r, r, t)\n"
    "lol = '<!DOCTYPE l [<!ENTITY a0 \"lol\">' + ''.join('<!ENTITY a%d \"%s\">' % (i, ('&a%d;' % "
    "(i-1)) * 10) for i in range(1, 10)) + ']>'\n"
    "make('doctype-1', [(S, H + lol + '<worksheet><c><v>&a9;</v></c></worksheet>')])\n"
    "make('doctype-2', [(S, H + '<!DOCTYPE l [<!ENTITY x SYSTEM "
    "\"file:///etc/passwd\">]><worksheet><c><v>&x;</v></c></worksheet>')])\n"
    "make('doctype-3', [('xl/workbook.xml', H + lol + '<workbook/>'), (S, sheet(row(1, 'a')))])\n"
    "make('bomb-1', [(S, sheet(' ' * (80 << 20)))])\n"
    "make('bomb-2', [(S, sheet(' ' * (30 << 20)))])\n"
    "b = bytearray(open(path('bomb-2'), 'rb').read()); real = struct.pack('<I', len(sheet(' ' * "
    "(30 << 20))))\n"
    "for i in range(len(b) - 4):\n"
    "    if b[i:i+4] == real: b[i:i+4] = struct.pack('<I', 100000)\n"
    "open(path('bomb-3'), 'wb').write(b)\n"
    "make('too_many_parts-1', [('x%d' % i, '') for i in range(5000)] + [(S, sheet(''))])\n"
    "make('xml_deep-1', [(S, H + '<a>' * 100000)])\n"
    "make('cell_huge-1', [(S, sheet('<row><c t=\"inlineStr\"><is><t>%s</t></is></c></row>' % "
    "''.join(chr(33 + i * 7919 % 89) if chr(33 + i * 7919 % 89) not in '<&>' else 'x' for i in "
    "range(500000))))])\n"
    "make('string_number-1', [(T, H + '<sst %s><si><t>a</t></si></sst>' % NS), (S, sheet('<row><c "
    "r=\"A1\" t=\"s\"><v>99999999999</v></c></row>'))])\n"
    "make('string_number-2', [(T, H + '<sst %s><si><t>a</t></si></sst>' % NS), (S, sheet('<row><c "
    "r=\"A1\" t=\"s\"><v>-1</v></c></row>'))])\n"
    "make('too_many_cells-1', [(S, sheet('<row><c r=\"ZZZZZZZZ1\"><v>1</v></c></row>'))])\n"
    "make('too_many_cells-2', [(S, sheet('<row>' + '<c><v>1</v></c>' * 65 + '</row>'))])\n"
    "make('row_number-1', [(S, sheet('<row r=\"2\"><c><v>1</v></c></row><row r=\"2\"/>'))])\n"
    "make('row_number-2', [(S, sheet('<row r=\"99999999\"><c><v>1</v></c></row>'))])\n"
    "make('too_many_lines-1', [(S, sheet(''.join(row(r, 'x%d' % (r * 7919 % 10007)) for r in "
    "range(1, 100003))))])\n"
    "make('xml-1', [(S, sheet(row(1, '\\xff')).encode('latin1'))])\n"
    "make('xml-2', [(S, sheet(row(1, 'a'))[:-20])])\n"
    "make('no_sheet-1', [('a', 'b')])\n"
    "make('good-1', [(T, H + '<sst %s>%s</sst>' % (NS, ''.join('<si><t>s%d</t></si>' % i for i in "
    "range(5000)))), (S, sheet(''.join('<row r=\"%d\"><c r=\"A%d\" t=\"s\"><v>%d</v></c></row>' % "
    "(r, r, r-1) for r in range(1, 5001))))])\n"
    "g = open(path('good-1'), 'rb').read(); os.remove(path('good-1'))\n"
    "open(path('zip-1'), 'wb').write(g[:len(g)//2])\n"
    "f = bytearray(g); f[len(f)//3] ^= 255; open(path('zip-2'), 'wb').write(f)\n"
    "open(path('zip-3'), 'wb').write(g[:4] + bytes(60))\n"
    "print(*sorted(n[:-5] for n in os.listdir(D) if n.endswith('.xlsx')))\n";

/* F21: refused by name, the store untouched */
static void
hostile_workbooks_are_refused_by_name(void **state)
{
	struct fixture *f = *state;
	const char *before = fixture_print(f);
	char *rest = NULL;
	char *names = arena_copy(f->arena, outside_python(f->arena, hostile, f->folder));
	int count = 0;

	heard.stop_at = -1;
	for (char *name = strtok_r(names, " \n", &rest); name;
	     name = strtok_r(NULL, " \n", &rest)) {
		const char *file = file_in(f, arena_format(f->arena, "%s.xlsx", name));
		const char *expected =
		    arena_format(f->arena, "exchange.%.*s", (int)strcspn(name, "-"), name);

		assert_int_equal(import_as(f, f->clerk, file, RUN), STATUS_REFUSED);
		if (strcmp(error.key, expected) != 0 && strcmp(error.key, "exchange.xml") != 0)
			fail_msg("%s: %s", name, error.key);
		if (strncmp(name, "zip-2", 5) != 0)
			assert_string_equal(error.key, expected);
		count++;
	}
	assert_int_equal(count, 22);
	assert_string_equal(fixture_print(f), before);
	assert_int_equal(outside_hidden(f->folder), 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		TEST(good_lines_are_in),
		TEST(same_file_again_changes_nothing),
		TEST(dry_run_leaves_nothing),
		TEST(bad_lines_are_told),
		TEST(rejected_lines_go_to_a_file),
		TEST(an_old_file_of_rejects_goes),
		TEST(headings_in_three_languages),
		TEST(layouts_are_found_by_name),
		TEST(shipped_layouts_have_no_fault),
		TEST(staff_only),
		TEST(stopped_while_it_runs),
		TEST(workbook_comes_in),
		TEST(hostile_workbooks_are_refused_by_name),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
