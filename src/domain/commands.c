/* Every command, in the order in which "guichet commands" tells them. */
#include "domain.h"

/* clang-format off: one a line. */
const struct command *const commands[] = {
	&card_create,
	&card_block,
	&card_suspend,
	&card_lift,
	&card_cancel,
	&card_delete,
	&card_set_phone,
	&card_move_phone,
	&card_request_aircode,
	&card_import,
	&card_expire,
	&customer_create,
	&division_create,
	&user_unlock,
	&account_set_password,
	&account_set_language,
	&account_create,
	&filter_save,
	&filter_delete,
	&columns_save,
	&draft_keep,
	&draft_drop,
	&recent_keep,
	&store_seed,
	&demo_fill,
	&search_rebuild,
	&tally_rebuild,
	NULL,
};
/* clang-format on */
