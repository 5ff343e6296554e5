/* The first invoices of a demo store, by the road that all invoices take: a few customers, month
 * after month, each on the first morning of the next. */
#include "cli.h"

#include <guichet/date.h>
#include <guichet/execute.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>

/* A press takes its time over each line: neither many customers nor big ones, however large the
 * demo is. */
enum { MONTHS = 4, CUSTOMERS = 2, CARDS = 150 };

static enum status
first_customers(struct cli *cli, const char **list, struct error *error)
{
	struct builder numbers = { .arena = cli->arena };
	struct cursor *cursor = NULL;
	enum status status =
	    store_select(cli->store, SQL_DEMO_BILLED_CUSTOMERS,
			 ARGS(ARG_INT("cards", CARDS), ARG_INT("most", CUSTOMERS)), &cursor, error);
	while (status == STATUS_OK && cursor_next(cursor))
		builder_format(&numbers, "%s%s", numbers.size > 0 ? "," : "",
			       cursor_text(cursor, 0));
	if (status == STATUS_OK)
		status = cursor_close(&cursor, error);
	*list = builder_text(&numbers);
	return status;
}

static enum status
bill(struct cli *cli, const char *customers, struct civil first, struct error *error)
{
	char from[DATE_SIZE], until[DATE_SIZE], day[DATE_SIZE];
	struct outcome outcome;
	date_write(first, from);
	date_write(date_end_of_month(first), until);
	date_write(date_add_months(first, 1), day);
	if (!clock_set(&cli->session->clock, arena_format(cli->arena, "%sT06:00", day)))
		return error_set(error, STATUS_FAILED, "GUICHET_NOW", "cli.now_wrong",
				 ARGS(ARG_TEXT("value", day)));
	const struct input input[] = {
		{ "customer", customers }, { "from", from }, { "until", until }, { .name = NULL }
	};
	return cli_run(cli, "billing.run", input, &outcome, error);
}

enum status
demo_invoices(struct cli *cli, struct error *error)
{
	char now[STAMP_SIZE];
	const char *customers = NULL;
	const struct clock present = cli->session->clock;
	session_now(cli->session, now);
	const struct civil today = stamp_local_day(now);
	enum status status = first_customers(cli, &customers, error);
	for (int ago = MONTHS; ago > 0 && status == STATUS_OK && customers[0] != '\0'; ago--)
		status = bill(cli, customers,
			      date_add_months((struct civil){ today.year, today.month, 1 }, -ago),
			      error);
	cli->session->clock = present;
	return status;
}
