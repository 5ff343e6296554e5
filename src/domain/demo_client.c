/* The customers of a demo store: who they are, where, who answers for them. */
#include "demo.h"

#include <guichet/date.h>
#include <guichet/text.h>
#include <inttypes.h>
#include <string.h>

static const char *
lower_ascii(struct arena *arena, const char *text, char joint)
{
	char *out = arena_copy(arena, text_fold(arena, text));
	for (char *at = out; *at != '\0'; at++) {
		if (*at >= 'A' && *at <= 'Z') {
			*at = (char)(*at - 'A' + 'a');
		} else if (*at == ' ') {
			*at = joint;
		}
	}
	return out;
}

/* "Transports {n} SA" with a name and a town in. */
static const char *
fill_company(struct arena *arena, const char *form, const char *name, const char *town)
{
	struct builder out = { .arena = arena };
	while (*form != '\0') {
		size_t size = strcspn(form, "{");
		builder_add_bytes(&out, form, size);
		form += size;
		if (strncmp(form, "{n}", 3) == 0 || strncmp(form, "{t}", 3) == 0) {
			builder_add(&out, form[1] == 'n' ? name : town);
			form += 3;
		}
	}
	return text_upper(arena, builder_text(&out));
}

static enum country
draw_country(struct demo *demo, int64_t position)
{
	static const int weights[] = { 48, 27, 9, 16, 0 }; /* BE FR ES NL */
	return position == 0 ? BE : (enum country)dice_weighted(&demo->dice, weights);
}

static const char *
place_name(struct demo *demo, struct arena *arena, const struct word *street)
{
	int64_t number = 1 + dice_below(&demo->dice, 180);
	return arena_format(arena, "%s %" PRId64, street->text, number);
}

static enum status
insert_places(struct demo *demo, struct client *client, const struct word *town,
	      struct arena *arena)
{
	static const char *const kinds[] = { "legal", "billing", "codes" };
	const char *country = country_names[client->country];
	const struct word *street = lexicon_pick(&demo->lexicon, WORDS_STREET, &demo->dice, country,
						 client->fleet_language);
	const char *line = place_name(demo, arena, street);
	enum status status = STATUS_OK;
	for (int kind = 0; kind < 3 && status == STATUS_OK; kind++) {
		int64_t id = 0;
		if (kind == 1 && !dice_chance(&demo->dice, 40)) {
			continue;
		}
		status = demo_id(demo, TABLE_ADDRESS, &id);
		if (status == STATUS_OK) {
			status = work_run_any(
			    demo->work, SQL_DEMO_ADDRESS,
			    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
				 ARG_TEXT("kind", kinds[kind]),
				 ARG_TEXT("attention", kind == 2 ? client->manager : NULL),
				 ARG_TEXT("street", line), ARG_TEXT("postcode", town->more),
				 ARG_TEXT("town", town->text), ARG_TEXT("country", country)),
			    NULL);
		}
	}
	return status;
}

static enum status
insert_points(struct demo *demo, struct client *client, struct arena *arena)
{
	const char *country = country_names[client->country];
	int64_t count = 1 + dice_below(&demo->dice, POINTS_MOST);
	enum status status = STATUS_OK;
	for (int64_t i = 0; i < count && status == STATUS_OK; i++) {
		int64_t id = 0;
		const struct word *town = lexicon_pick(&demo->lexicon, WORDS_TOWN, &demo->dice,
						       country, client->fleet_language);
		const struct word *street = lexicon_pick(&demo->lexicon, WORDS_STREET, &demo->dice,
							 country, client->fleet_language);
		const char *name = i == 0
				       ? arena_format(arena, "1 %s", town->text)
				       : arena_format(arena, "%" PRId64 " %s", i + 1, town->text);
		status = demo_id(demo, TABLE_POINT, &id);
		if (i == 0) {
			client->point = id;
		}
		if (status == STATUS_OK) {
			status = work_run_any(
			    demo->work, SQL_DEMO_DELIVERY_POINT,
			    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
				 ARG_TEXT("name", name), ARG_TEXT("attention", client->manager),
				 ARG_TEXT("street", place_name(demo, arena, street)),
				 ARG_TEXT("postcode", town->more), ARG_TEXT("town", town->text),
				 ARG_TEXT("country", country), ARG_INT("standard", i == 0 ? 1 : 0)),
			    NULL);
		}
	}
	return status;
}

static enum status
insert_divisions(struct demo *demo, struct client *client, struct arena *arena)
{
	int wanted = 2 + (int)dice_below(&demo->dice, DIVISIONS_MOST - 1);
	enum status status = STATUS_OK;
	for (int tries = 0; tries < 40 && client->division_count < wanted; tries++) {
		int64_t id = 0;
		const struct word *word =
		    lexicon_pick(&demo->lexicon, WORDS_DIVISION, &demo->dice, NULL,
				 client->country == ES ? "en" : client->fleet_language);
		bool again = false;
		for (int i = 0; i < client->division_count; i++) {
			again = again || strcmp(client->division_names[i], word->text) == 0;
		}
		if (again) {
			continue;
		}
		status = demo_id(demo, TABLE_DIVISION, &id);
		if (status == STATUS_OK) {
			status =
			    work_run_any(demo->work, SQL_DEMO_DIVISION,
					 ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
					      ARG_TEXT("name", word->text),
					      ARG_TEXT("name_key", text_fold(arena, word->text))),
					 NULL);
		}
		if (status != STATUS_OK) {
			return status;
		}
		client->divisions[client->division_count] = id;
		client->division_names[client->division_count++] = word->text;
	}
	return status;
}

static enum status
insert_contact(struct demo *demo, const struct client *client, const char *kind, const char *name,
	       const char *email, const char *phone)
{
	int64_t id = 0;
	enum status status = demo_id(demo, TABLE_CONTACT, &id);
	if (status != STATUS_OK) {
		return status;
	}
	return work_run_any(demo->work, SQL_DEMO_CONTACT,
			    ARGS(ARG_INT("id", id), ARG_INT("customer", client->id),
				 ARG_TEXT("kind", kind), ARG_TEXT("name", name),
				 ARG_TEXT("email", email), ARG_TEXT("phone", phone),
				 ARG_TEXT("language", client->language)),
			    NULL);
}

/* Most customers have a manager who can be reached both ways; a few cannot, so that the warnings
 * are seen. */
static enum status
insert_contacts(struct demo *demo, struct client *client, const char *domain, struct arena *arena)
{
	const char *country = country_names[client->country];
	const struct word *first =
	    lexicon_pick(&demo->lexicon, WORDS_FIRST, &demo->dice, NULL,
			 client->country == ES ? "es" : client->fleet_language);
	const struct word *last =
	    lexicon_pick(&demo->lexicon, WORDS_LAST, &demo->dice, country, NULL);
	const char *first_name = client->position == 0 ? "Éric" : first->text;
	const char *last_name = client->position == 0 ? "Dupont" : last->text;
	bool reached = client->position == 0;
	client->manager = text_upper(arena, arena_format(arena, "%s %s", last_name, first_name));
	if (reached || !dice_chance(&demo->dice, 4)) {
		client->manager_email =
		    arena_format(arena, "%s.%s@%s", lower_ascii(arena, first_name, '-'),
				 lower_ascii(arena, last_name, '-'), domain);
	}
	if (reached || !dice_chance(&demo->dice, 6)) {
		client->manager_phone =
		    numbers_phone(&demo->numbers, &demo->dice, arena, client->country);
	}
	enum status status = insert_contact(demo, client, "manager", client->manager,
					    client->manager_email, client->manager_phone);
	if (status == STATUS_OK && dice_chance(&demo->dice, 60)) {
		const char *billing = arena_format(arena, "invoices@%s", domain);
		status = insert_contact(demo, client, "billing", "COMPTABILITE", billing, NULL);
	}
	return status;
}

static enum status
insert_fleet_rules(struct demo *demo, const struct client *client)
{
	enum status status = STATUS_OK;
	if (dice_chance(&demo->dice, 35)) {
		status = demo_limit(demo, client, 0, 0, NULL, "amount", "month",
				    (1 + dice_below(&demo->dice, 8)) * 50000);
	}
	if (status == STATUS_OK && dice_chance(&demo->dice, 30)) {
		status = demo_control(demo, client, 0, 0, "countries", "BE,FR,NL,LU,DE,ES");
	}
	if (status == STATUS_OK && client->division_count > 0 && dice_chance(&demo->dice, 25)) {
		status = demo_limit(demo, client, client->divisions[0], 0, NULL, "amount", "day",
				    (2 + dice_below(&demo->dice, 9)) * 5000);
	}
	if (status == STATUS_OK && client->division_count > 1 && dice_chance(&demo->dice, 20)) {
		status = demo_control(demo, client, client->divisions[1], 0, "days", "mon-fri");
	}
	return status;
}

static enum status
insert_client(struct demo *demo, const struct client *client, struct arena *arena)
{
	int64_t since = demo->now - (200 + dice_below(&demo->dice, 3000)) * 86400;
	const char *contract = arena_format(arena, "K%06" PRId64, 100000 + client->id * 17);
	bool paid = client->position == 0 || !dice_chance(&demo->dice, 3);
	bool ordered = paid && client->position != DEMO_NEWCOMER;
	const char *stamp = demo_stamp(demo, since);
	struct value ceiling = value_number(TYPE_MONEY, (1 + dice_below(&demo->dice, 6)) * 50000);
	return work_run_any(demo->work, SQL_DEMO_CUSTOMER,
			    ARGS(ARG_INT("id", client->id), ARG_TEXT("number", client->number),
				 ARG_TEXT("contract", contract), ARG_TEXT("name", client->name),
				 ARG_TEXT("name_key", text_fold(arena, client->name)),
				 ARG_TEXT("country", country_names[client->country]),
				 ARG_TEXT("language", client->language),
				 ARG_TEXT("vat", make_vat(&demo->dice, arena, client->country)),
				 ARG_TEXT("iban", make_iban(&demo->dice, arena, client->country)),
				 ARG_STAMP("first_order_at", ordered ? stamp : NULL),
				 { .name = "ceiling", .value = ceiling },
				 ARG_STAMP("created_at", stamp)),
			    NULL);
}

static void
name_client(struct demo *demo, struct client *client, const struct word *town, struct arena *arena)
{
	const char *country = country_names[client->country];
	const struct word *form = lexicon_pick(&demo->lexicon, WORDS_COMPANY, &demo->dice, country,
					       client->fleet_language);
	const struct word *last =
	    lexicon_pick(&demo->lexicon, WORDS_LAST, &demo->dice, country, NULL);
	client->number = arena_format(arena, "C%05" PRId64, 123 + client->position * 3);
	client->name = client->position == 0
			   ? "LEROY TRANSPORT SA"
			   : fill_company(arena, form->text, last->text, town->text);
}

enum status
demo_client(struct demo *demo, int64_t position, int64_t cards, struct client *client)
{
	struct arena *arena = arena_new();
	*client = (struct client){ .position = position, .cards = cards };
	client->country = draw_country(demo, position);
	const struct word *town =
	    lexicon_pick(&demo->lexicon, WORDS_TOWN, &demo->dice, country_names[client->country],
			 position == 0 ? "fr" : NULL);
	client->fleet_language = town->language;
	client->language = town->language;
	name_client(demo, client, town, arena);
	const char *domain =
	    arena_format(arena, "%s.example", lower_ascii(arena, client->name, '-'));
	enum status status = demo_id(demo, TABLE_CUSTOMER, &client->id);
	if (status == STATUS_OK) {
		status = insert_client(demo, client, arena);
	}
	if (status == STATUS_OK) {
		status = insert_contacts(demo, client, domain, arena);
	}
	if (status == STATUS_OK) {
		status = insert_places(demo, client, town, arena);
	}
	if (status == STATUS_OK) {
		status = insert_points(demo, client, arena);
	}
	if (status == STATUS_OK) {
		status = insert_divisions(demo, client, arena);
	}
	if (status == STATUS_OK) {
		status = insert_fleet_rules(demo, client);
	}
	if (status == STATUS_OK) {
		status = demo_terms(demo, "customer", client->id,
				    search_customer_terms(arena, client->number, client->name));
	}
	if (status == STATUS_OK) {
		status = demo_cards(demo, client);
	}
	if (status == STATUS_OK) {
		status = demo_profile(demo, client);
	}
	arena_free(&arena);
	return status;
}
