/* What the program does, in the order of its help (interface.md section 1). */
#include "cli.h"

static const char *const init_options[] = { "admin=", "password-file=", NULL };
static const char *const demo_options[] = { "cards=", "seed=", "no-invoices", "open", NULL };
static const char *const do_options[] = { "dry-run", "request=", "format=", NULL };
static const char *const batch_options[] = { "dry-run",   "atomic",  "skip-bad", "anew",
					     "customer=", "format=", NULL };
static const char *const list_options[] = { "columns=", "sort=", "limit=", "format=", NULL };
static const char *const show_options[] = { "at=", "format=", "save=", NULL };
static const char *const find_options[] = { "limit=", "format=", NULL };
static const char *const export_options[] = { "columns=", "sort=", NULL };
static const char *const import_options[] = { "customer=", "layout=", "dry-run", "format=", NULL };
static const char *const nightly_options[] = { "date=", NULL };
static const char *const deliver_options[] = { "once", "every=", NULL };
static const char *const commands_options[] = { "format=", "access", "man", NULL };
static const char *const help_options[] = { "man", NULL };
static const char *const vault_options[] = { "format=", NULL };
static const char *const check_options[] = { "repair", NULL };

const struct verb verbs[] = {
	{ "init", init_options, 0, 0, verb_init },
	{ "demo", demo_options, 0, 0, verb_demo },
	{ "do", do_options, 1, WORDS_ANY, verb_do },
	{ "batch", batch_options, 2, 2, verb_batch },
	{ "template", NULL, 2, 2, verb_template },
	{ "list", list_options, 1, WORDS_ANY, verb_list },
	{ "show", show_options, 2, 2, verb_show },
	{ "find", find_options, 1, WORDS_ANY, verb_find },
	{ "export", export_options, 2, WORDS_ANY, verb_export },
	{ "import", import_options, 2, 2, verb_import },
	{ "nightly", nightly_options, 0, 0, verb_nightly },
	{ "deliver", deliver_options, 0, 0, verb_deliver },
	{ "commands", commands_options, 0, 0, verb_commands },
	{ "explain", NULL, 1, 1, verb_explain },
	{ "help", help_options, 0, WORDS_ANY, verb_help },
	{ "check", check_options, 0, 0, verb_check },
	{ "audit", NULL, 1, 1, verb_audit },
	{ "invoice", NULL, 2, 2, verb_invoice },
	{ "vault", vault_options, 1, 1, verb_vault },
	{ "backup", NULL, 1, 1, verb_backup },
	{ "restore", NULL, 1, 1, verb_restore },
	{ "migrate", NULL, 0, 0, verb_migrate },
	{ "doctor", NULL, 0, 0, verb_doctor },
	{ .name = NULL },
};
