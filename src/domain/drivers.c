/* The drivers of a request's codes: what blocking, lifting and reissuing share. */
#include "domain.h"

#include <guichet/text.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_MOST = 8, CODES = 10000 };

enum status
drivers_of_codes(struct work *work, int64_t customer, struct list codes, struct drivers *chosen)
{
	struct builder unknown = { .arena = work->arena };
	bool *seen = arena_array(work->arena, CODES, sizeof *seen);
	enum status status = STATUS_OK;
	chosen->rows = arena_array(work->arena, codes.count + 1, sizeof(struct row *));
	for (size_t i = 0; status == STATUS_OK && i < codes.count; i++) {
		const struct row *facts = NULL;
		status = driver_of_code(work, customer, codes.items[i], &facts);
		if (status == STATUS_OK && facts == NULL) {
			builder_format(&unknown, "%s%s", unknown.size > 0 ? ", " : "",
				       codes.items[i]);
		} else if (status == STATUS_OK) {
			bool *again = &seen[strtol(codes.items[i], NULL, 10) % CODES];
			if (!*again) {
				chosen->rows[chosen->count++] = facts;
			}
			*again = true;
		}
	}
	if (status == STATUS_OK && unknown.size > 0) {
		return work_refuse(work, "codes", "refusal.driver_codes_unknown",
				   ARGS(ARG_TEXT("codes", builder_text(&unknown))));
	}
	if (status == STATUS_OK && chosen->count == 0) {
		return work_refuse(work, "codes", "error.mandatory", NULL);
	}
	return status;
}

struct drivers
drivers_none(struct work *work, const struct drivers *all)
{
	return (struct drivers){ .rows = arena_array(work->arena, all->count + 1,
						     sizeof(struct row *)) };
}

size_t
drivers_in(const struct drivers *all, const char *state)
{
	size_t count = 0;
	for (size_t i = 0; i < all->count; i++) {
		count += strcmp(row_text(all->rows[i], "state"), state) == 0;
	}
	return count;
}

/* "0412 DUPONT ÉRIC, 0413, ..." */
const char *
drivers_named(struct work *work, const struct drivers *chosen)
{
	struct builder names = { .arena = work->arena };
	for (size_t i = 0; i < chosen->count && i < NAMED_MOST; i++) {
		builder_format(&names, "%s%s", i > 0 ? ", " : "",
			       row_text(chosen->rows[i], "code"));
	}
	if (chosen->count == 1) {
		builder_format(&names, " %s", row_text(chosen->rows[0], "name"));
	}
	builder_add(&names, chosen->count > NAMED_MOST ? ", …" : "");
	return builder_text(&names);
}

const struct arg *
drivers_args(struct work *work, const struct drivers *chosen)
{
	const struct arg args[] = { ARG_INT("count", (int64_t)chosen->count),
				    ARG_TEXT("codes", drivers_named(work, chosen)),
				    ARG_STAMP("at", chosen->due),
				    { .name = NULL } };
	struct arg *copy = arena_array(work->arena, 4, sizeof *copy);
	memcpy(copy, args, sizeof args);
	return copy;
}

void
drivers_about(struct work *work, const struct drivers *chosen, const struct record *customer)
{
	work_about(work, "driver", row_int(chosen->rows[0], "id"),
		   driver_key(work->arena, customer->key, chosen->rows[0]), customer->id);
	for (size_t i = 1; i < chosen->count; i++) {
		work_touches(work, "driver", row_int(chosen->rows[i], "id"));
	}
}

enum status
driver_withdraw(struct work *work, const struct row *facts)
{
	return work_run_any(
	    work, SQL_PENDING_WITHDRAW_ABOUT,
	    ARGS(ARG_TEXT("kind", "driver"), ARG_INT("record", row_int(facts, "id"))), NULL);
}
