/* guichet invoice verify: what a signed paper is worth. */
#include "cli.h"
#include <guichet/exchange.h>
#include <guichet/lang.h>
#include <guichet/value.h>
#include <string.h>

static void
tell(struct cli *cli, const char *file, const struct verified *verified)
{
	cli_say(cli, "cli.invoice.valid", ARGS(ARG_TEXT("file", file)));
	cli_say(cli, "cli.invoice.signed",
		ARGS(ARG_TEXT("signer", verified->signer), ARG_STAMP("at", verified->at)));
	if (!verified->number)
		cli_say(cli, "cli.invoice.not_here", NULL);
	else
		cli_say(
		    cli, verified->copy ? "cli.invoice.is_duplicata" : "cli.invoice.is_original",
		    ARGS(ARG_TEXT("kind", lang_text(cli->lang, arena_format(cli->arena, "paper.%s",
									    verified->kind))),
			 ARG_TEXT("number", verified->number),
			 ARG_TEXT("customer", verified->customer),
			 ARG_TEXT("name", verified->customer_name)));
	if (verified->former)
		cli_say(cli, "cli.invoice.former", NULL);
	if (!verified->beside)
		cli_say(cli, "cli.invoice.inside", ARGS(ARG_TEXT("file", file)));
}

enum status
verb_invoice(struct cli *cli, const struct words *words)
{
	static const char *const known[] = { "verify", NULL };
	struct error error = { .status = STATUS_OK };
	struct verified verified;

	if (strcmp(words->items[0], known[0]) != 0) {
		cli_usage(cli, NULL, "cli.invoice.unknown",
			  ARGS(ARG_TEXT("word", words->items[0])));
		cli_known(cli, known);
		return STATUS_USAGE;
	}
	enum status status = cli_session_for(cli, "invoices", &error);
	if (status == STATUS_OK)
		status =
		    invoice_verify(cli->session, cli->arena, words->items[1], &verified, &error);
	if (status != STATUS_OK)
		return cli_fail(cli, &error);
	tell(cli, words->items[1], &verified);
	return STATUS_OK;
}
