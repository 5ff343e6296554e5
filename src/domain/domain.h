/* What src/domain's files share: the commands, the references by which records are named, the moves
 * of a card that several commands make.
 *
 * Keepsakes (table keepsake) as these commands write them: kind "filter", name "SCREEN/NAME"; kind
 * "columns", name "SCREEN"; kind "draft", name as the form gives it; kind "recent", name
 * "KIND/KEY", the twenty last ones stay.
 *
 * Terms of search_key, which src/screen/find.c reads as ranges:
 *   card      its number; "~" and its number reversed; its plate key; "#" and the phone's national
 * digits;
 *             "~" and those digits reversed; the driver's name folded, each word first in turn
 *   customer  its number as a plate key; its name folded, each word first in turn
 *   driver    the name folded, each word first in turn; the code
 *   authorisation  its number as a plate key; its card's number and "~" and that reversed; while it is still to
 *             end, its plate key, its phone's digits and its driver's name, as a card's: those that have ended
 *             would stand before the card of their plate
 *   invoice   its number as a plate key
 *   user      login folded; last and first name, each word first in turn; e-mail folded */
#ifndef GUICHET_DOMAIN_H
#define GUICHET_DOMAIN_H

#include <guichet/date.h>
#include <guichet/embedded.h>
#include <guichet/password.h>
#include <guichet/work.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;

/* commands */
extern const struct command card_create, card_copy, card_link, card_unlink, card_to_division;
extern const struct command card_block, card_suspend, card_lift, card_cancel, card_delete;
extern const struct command card_change;
extern const struct command card_set_phone, card_move_phone, card_request_aircode;
extern const struct command card_import, card_expire, export_note;
extern const struct command station_import, price_import, passage_import, transaction_import;
extern const struct command transaction_begin, transaction_load, transaction_use, transaction_intake,
    transaction_recount, transaction_correct, transaction_drop;
extern const struct command request_advance, card_attach_document;
extern const struct command card_reissue_pin, card_change_pin;

extern const struct command user_create, user_change, user_grant, user_revoke, user_invite, user_disable, user_enable;
extern const struct command customer_accept;
extern const struct command customer_create, customer_change, contact_set, address_change;
extern const struct command division_create, division_rename, division_delete;
extern const struct command delivery_point_create, delivery_point_change;
extern const struct command message_lease, message_sent, message_handed, message_retry, message_failed,
    message_release, message_expire, message_transport;
extern const struct command message_resend, message_cancel;
extern const struct command driver_create, driver_change, driver_block, driver_block_due,
    driver_lift, driver_reissue;
extern const struct command pending_approve, pending_refuse, pending_withdraw;
extern const struct command account_set_password, account_set_language, account_create, user_unlock;
extern const struct command account_try_code, account_take_back, account_lock_code;
extern const struct command account_forgot, account_reset, user_activate;
extern const struct command account_set_theme, help_contact;
extern const struct command account_totp_start, account_totp_confirm, account_totp_drop,
    user_reset_totp;
extern const struct command session_end, account_end_session;
extern const struct command filter_save, filter_delete, columns_save, draft_keep, draft_drop,
    recent_keep;
extern const struct command card_renew, renewal_notice, renewal_remind, renewal_produce, renewal_activate,
    renewal_end_night;
extern const struct command authorisation_create, authorisation_activate, authorisation_cancel, authorisation_use,
    authorisation_resend, authorisation_expire;
extern const struct command payment_card_add, payment_card_delete;
extern const struct command store_seed, demo_fill, search_rebuild, tally_rebuild;

extern const struct command card_set_limit, card_drop_limit, card_set_control, card_drop_control,
    card_use_profile;
extern const struct command customer_set_limit, customer_drop_limit, customer_set_control,
    customer_drop_control;
extern const struct command profile_create, profile_rename, profile_delete, profile_set_limit,
    profile_drop_limit, profile_set_control, profile_drop_control;

extern const struct command alert_set, alert_drop;
extern const struct command billing_run, billing_statement, invoice_credit, invoice_rebill;
extern const struct command export_send, message_drop_files, account_trim;
extern const struct command invoice_download, invoice_send, invoice_notify;

/* references */
extern const struct reference session_reference, own_session_reference;
extern const struct reference card_reference, own_card_reference, customer_reference,
    driver_reference, user_reference, payment_card_reference, division_reference, delivery_point_reference,
    pending_reference, address_reference, contact_reference, request_reference, control_profile_reference,
    alert_reference, transaction_fault_reference, station_reference, station_or_all_reference, authorisation_reference, message_reference,
    invoice_reference;

/* choices shared by several commands: codes, NULL-ended */
extern const char *const category_choices[],
    *const emboss_choices[], *const fuel_choices[], *const service_choices[];
extern const char *const profile_choices[];
extern const char *const language_choices[],
    *const country_choices[], *const card_state_choices[], *const product_choices[],
							       *const code_kind_choices[],
								   *const block_reason_choices[];

/* walk.c: each row of a statement that gives a part of them, those after an id (:after) in order of "id"; told in an
 * arena that is the part's own, and work->arena meanwhile. */
typedef enum status walked(struct work *work, const struct row *row, void *context);
enum status walk_by_id(struct work *work, enum statement parts, walked *each, void *context);

/* card.c: the card's facts (statement card.facts) and its moves.  Each keeps rank, card, tally and
 * version together. */
enum status card_facts(struct work *work, int64_t card, const struct row **facts);
bool card_usable(const struct work *work, const struct row *facts); /* pays today */
/* In one word what it is called on the phone: its plate, else its driver, else its number's tail.
 */
const char *card_label(struct work *work, const struct row *facts);
const char *card_tail(struct arena *arena, const char *number); /* the last 8 digits */
void card_about(struct work *work, const struct row *facts);
/* The card shows that rank in that state from here on; facts has what it showed before. */
enum status card_present(struct work *work, const struct row *facts, int64_t card, int64_t rank,
			 const char *state, const char *expires_on);
enum status card_move(struct work *work, const struct row *facts, const char *state);
enum status card_set_renewal(struct work *work, int64_t card, const char *renewal);
enum status card_tally_add(struct work *work, int64_t customer, const char *product,
			   const char *state, int64_t cards);
/* BLK-05 and AIR-02: ends the active code, if any; *ended may be NULL. */
enum status card_end_aircode(struct work *work, const struct row *facts, const char *state,
			     bool *ended);
/* CARD-09: the next number of the sequence, with its check digit, in the arena. */
enum status card_new_number(struct work *work, const char **number);
/* Pure: prefix and body of the sequence to 19 digits; NULL when the body is too great for its
 * place. */
const char *card_number_make(struct arena *arena, const char *prefix, int64_t body);
/* The issues of a card that are out: the present one, then those that a reproduction left valid to their
 * own expiry (CARD-13). */
enum status card_ranks_out(struct work *work, const struct row *facts, const struct row **first);
struct new_rank {
	int64_t card, number;
	const char *cause, *state, *embossed, *expires_on, *active_at;
	const char *block_reason, *blocked_at;
	const char *state_before, *suspend_reason, *suspended_by, *suspended_at;
	bool new_pin;
};
enum status rank_insert(struct work *work, const struct new_rank *rank, int64_t *id);

/* message.c: about names it; a fault in words is kept with it (said.h); so many tries before it is given up. */
extern const char *const channel_choices[];
void message_about(struct work *work, const struct row *message);
const char *message_fault(struct work *work, const char *error, const struct arg *args);

/* request.c: production orders.  CARD-05: that of a rank, due request.due_hours from now; while papers
 * are awaited these hours do not run, *due is NULL, and the manager hears of it (OBU-02). */
enum status request_insert(struct work *work, int64_t customer, int64_t card, int64_t rank,
			   const char *kind, bool papers, const char **number, const char **due);
/* OBU-02: the papers of one that awaits them are there: its hours run from now.  Says so. */
enum status request_papers_in(struct work *work, const struct row *request);
/* Ends the open requests of a rank that will not be made, and says which. */
enum status request_stop(struct work *work, int64_t card, int64_t rank);

/* cancel.c, BLK-02: what is not made yet is given up: the first issue with its card, or the one to come.  The
 * check refuses under param; rank, unless 0, must be that issue. */
enum status rank_undo_check(struct work *work, const struct row *facts, const char *param, int64_t rank);
enum status rank_undo(struct work *work, const struct row *facts);

/* production.c: a rank on its way; each refuses another state.  produce: new to in_production.  ship: it
 * left; unless it is a renewal, which waits for its day (REN-04), it is active from now.  activate:
 * in_production to active, and the card is that rank from now; the rank before it is left as it is. */
enum status rank_produce(struct work *work, int64_t rank);
enum status rank_ship(struct work *work, int64_t rank);
enum status rank_activate(struct work *work, int64_t rank);
/* reproduce.c: the next issue of a card. */
bool product_is_unit(const char *product); /* PASSango, Liber-t: a grey card goes with each issue */
enum { RANK_MOST = 99 }; /* issues of one number */
struct next_rank {
	const char *param; /* of the command, where a refusal stands */
	const char *cause; /* "duplicate", "reproduction", "renewal": the request's kind as well */
	const char *embossed;	/* NULL: what the card bears by its settings */
	const char *expires_on; /* NULL: as the present rank */
	bool new_pin;
	bool papers; /* OBU-02, OBU-03: the request awaits the grey card */
};
struct made_rank {
	int64_t id, number;    /* of the rank; id 0 when the renewal will make it */
	const char *request;   /* number of its production order, NULL when it has none */
	const char *due;       /* NULL while papers are awaited */
};
/* The rank after the highest, new, with its request; it becomes the card's next rank. */
enum status rank_next(struct work *work, const struct row *facts, const struct next_rank *next,
		      struct made_rank *made);
/* CARD-13, CARD-14, PIN-02: where what is printed or coded anew goes. */
enum reproduction_way {
	REPRODUCE_FIRST,   /* the card is not made yet: on its present rank */
	REPRODUCE_JOINS,   /* a next rank is not made yet: on that one */
	REPRODUCE_RENEWAL, /* kept as the card's settings until its renewal is made */
	REPRODUCE_RANK,	   /* a rank of its own */
};
struct reproduction {
	const char *param;    /* of the command, where a refusal stands */
	const char *embossed; /* NULL: as it is */
	bool new_pin;	      /* does not wait for a renewal */
};
/* Refuses what comes too late: a rank in production, a renewal under way. */
enum status card_reproduce_way(struct work *work, const struct row *facts,
			       const struct reproduction *reproduction, enum reproduction_way *way);
/* Does it and says it: rank, request, date, until when the card in hand stays good. */
enum status card_reproduce(struct work *work, const struct row *facts,
			   const struct reproduction *reproduction, struct made_rank *made);
/* What it says, for a message: the sentence's key and its arguments; after it, for a rank of its own,
 * outcome.reproduce_destroy. */
const char *reproduction_key(enum reproduction_way way, const struct made_rank *made);
const struct arg *reproduction_args(struct work *work, const struct row *facts,
				    const struct made_rank *made);

/* renewal_dates.c: pure (REN-04). */
struct renewal_terms { /* the settings renewal.* */
	int notice_months, unused_months, reminder_months; /* before the month of expiry */
	int cutoff_day;		   /* of the month before it */
	int ship_from, ship_until; /* days of the month of expiry */
	int years;
};
struct renewal_dates { /* for an expiry in January 2027 */
	char notice[DATE_SIZE];	      /* 2026-10-31 */
	char unused_since[DATE_SIZE]; /* 2026-07-31: not used after it, a card is not renewed */
	char reminder[DATE_SIZE];     /* 2026-11-30 */
	char cutoff[DATE_SIZE];	      /* 2026-12-10: changes have ended, the cards are made */
	char ship_from[DATE_SIZE], ship_until[DATE_SIZE]; /* 2027-01-01, 2027-01-07 */
	char active[DATE_SIZE];	     /* 2027-01-31: the new rank from then on */
	char next_expiry[DATE_SIZE]; /* 2031-01-31 */
};
struct renewal_terms renewal_terms(const struct config *config);
/* expires_on: any day of the month of expiry; false when it is no day. */
bool renewal_dates(const struct renewal_terms *terms, const char *expires_on,
		   struct renewal_dates *dates);

/* pin_rule.c, pure: */
enum { PIN_DIGITS = 4, PIN_SIZE = PIN_DIGITS + 1 };
const char *pin_weakness(const char *pin, const char *plate); /* key of the refusal, or NULL */
/* Every code that is not weak equally likely.  The caller wipes it. */
void pin_compute(char out[PIN_SIZE], const char *plate);

/* pin.c: secret codes (PIN). */
/* PIN-05: 4 digits, and for a chosen card code no run, no repeat, no part of the plate (which may be NULL);
 * not for the codes of drivers.  Refuses under param. */
enum status pin_check(struct work *work, const char *param, const char *pin, const char *plate);
/* PIN-01: the code the customer has chosen, checked before, sealed on a rank that is not made yet. */
enum status pin_seal_chosen(struct work *work, int64_t rank, const char *pin);
/* Takes it off again: production then computes one. */
enum status pin_forget(struct work *work, int64_t rank);
/* A computed code as rank.pin_sealed keeps it, for ranks that are written whole. */
enum status pin_seal_demo(struct work *work, int64_t rank, const char **hex);
/* A rank goes into production: its code is the chosen one, that of the rank before (new_pin = 0: faulty,
 * renewed), or computed; its letter is queued.  Personalised codes: the issuer's 4 digits are made once for
 * the customer.  Says where the letter goes. */
enum status pin_produce(struct work *work, int64_t rank);
/* The letter of a rank's code (facts of statement pin.of_rank) is queued, its minute noted; *address NULL:
 * the customer has none, and nothing was done. */
enum status pin_post(struct work *work, const struct row *facts, const char **address);
/* DRV-06: a letter with the issuer's 4 digits of a card's personalised codes and those of drivers (ids), in the
 * order of their names; more letters for more than 300.  outbox.sealed_id is the card, table outbox_driver
 * holds the drivers.  *address as for pin_post. */
enum status pin_post_drivers(struct work *work, int64_t card, const int64_t *drivers, size_t count,
			     const char **address);
/* A letter's recipient: name, attention, street, postcode and town, country, a line each; the address of
 * that kind ("codes"), else the legal one; NULL when there is neither. */
enum status customer_address(struct work *work, int64_t customer, const char *kind,
			     const char **lines);
const char *address_line(struct work *work, const char *lines); /* in one line, for people */

/* phone.c (CARD-16): warns when the phone is on usable cards besides these two. */
enum status phone_warn_shared(struct work *work, const char *phone, int64_t card, int64_t other);

/* emboss.c (CARD-02): text as an embosser writes it, in capitals without accents; refuses under param
 * the character it has not, and what is longer. */
enum { EMBOSSED_MOST = 25 };
enum status emboss_text(struct work *work, const char *param, const char *text,
			const char **embossed);

/* card_ties.c, vehicle.c: found in the customer by what people say, made when missing. */
enum status division_find(struct work *work, int64_t customer, const char *name, int64_t *id);
enum status driver_find(struct work *work, int64_t customer, int64_t division, const char *name,
			int64_t *id);
enum status vehicle_find(struct work *work, int64_t customer, const char *country,
			 const char *plate, int64_t *id);
/* What belongs to the vehicle; NULL or not known: as it is.  Tank in millilitres, weight in kg. */
struct vehicle_data {
	const char *type, *vehicle_class, *dimensions, *euro_class;
	struct amount tank, weight, axles;
};
extern const char *const vehicle_type_choices[], *const vehicle_class_choices[],
    *const euro_class_choices[];
/* Refuses under tank_capacity, weight, axles, dimensions; these are rewritten as they are kept. */
enum status vehicle_check(struct work *work, struct vehicle_data *data);
enum status vehicle_update(struct work *work, int64_t vehicle, const struct vehicle_data *data);
/* What is not known of one is as of another: a copied card is for a vehicle of the same kind. */
enum status vehicle_resemble(struct work *work, int64_t vehicle, int64_t other);

/* toll.c (OBU-01): the toll operators of a unit. */
enum { TOLLS_MOST = 20 };
extern const char *const toll_choices[]; /* those of data/reference/toll-operators.csv */
struct tolls_asked {
	struct list codes;
	const char *product;
	struct amount weight; /* of the vehicle, kg */
	int64_t card;	      /* what it is connected to costs nothing more; 0: a new one */
	bool fees_accepted;
};
struct tolls {
	const struct row *operators[TOLLS_MOST];
	size_t count;
	int64_t fees;		  /* cents, of those that are new */
	const char *codes, *paid; /* of all, of those with a fee: with commas between */
};
/* Refuses under tolls what is not for such a unit; under accept_fees fees nobody accepted. */
enum status tolls_check(struct work *work, const struct tolls_asked *asked, struct tolls *tolls);
/* The card has these from now and no others. */
enum status tolls_put(struct work *work, int64_t card, const struct tolls *tolls);
void tolls_tell(struct work *work, const struct tolls *tolls);

/* card_rules.c (CARD-03): limits and controls given with a card, each as limit_parse and control_parse
 * read it; refuses under limits or under control_KIND. */
enum { CONTROLS = 9 };
struct card_rules {
	struct limit *limits;
	size_t limit_count;
	struct {
		const char *kind, *value;
	} controls[CONTROLS];
	size_t control_count;
};
struct control_given {
	const char *param, *kind, *typed; /* "control_days", "days", "lun-ven"; typed NULL: not given */
};
/* goods: codes of what the card may take, which a limit on one product must be among; NULL: any. */
enum status card_rules_check(struct work *work, const struct list *limits, const struct list *goods,
			     const struct control_given *given, struct card_rules *rules);
enum status card_rules_insert(struct work *work, int64_t customer, int64_t card,
			      const struct card_rules *rules);
void card_rules_tell(struct work *work, const struct card_rules *rules);
/* CARD-07: another card's own limits and controls, word for word. */
enum status card_rules_copy(struct work *work, int64_t from, int64_t to);

/* card_write.c: a card as it comes into the store. */
struct new_card {
	const char *number; /* card_new_number, or a number that is there already (an import) */
	int64_t customer, division, vehicle, driver_id, delivery_point, profile; /* 0: none */
	const char *product, *category, *country, *plate, *driver, *emboss, *mention, *phone, *code_kind;
	bool odometer_entry;
	int64_t rank;
	const char *state, *expires_on, *last_used_on;
	const char *const *products; /* fuels and services */
	size_t product_count;
};
/* The row, its products, the tally and its search keys; ranks and requests are the caller's. */
enum status card_insert(struct work *work, const struct new_card *card, int64_t *id);
/* card_ties.c: its vehicle and its driver, from its plate and its driver's name. */
enum status card_find_ties(struct work *work, struct new_card *card);
/* A card that is ordered: a number, rank 1 new, its production order (CARD-05, OBU-02). */
struct ordered_card {
	int64_t id, rank;
	const char *number, *request, *due; /* due NULL while papers are awaited */
};
enum status card_order(struct work *work, struct new_card *card, const char *embossed,
		       struct ordered_card *ordered);

/* notify.c: the customer's manager contact, by e-mail and SMS, in the contact's language; says in
 * the outcome who was told, or warns that there is nobody (BLK-05). */
enum status manager_notify(struct work *work, const struct row *facts, const char *kind,
			   const struct arg *args);

/* authorisation_end.c (AUT-08): what waited for a second person who says no, or is taken back, is cancelled. */
enum status authorisation_give_up(struct work *work, int64_t authorisation);

/* customer.c (CUS-06): as they are kept, or refused under vat, iban, email or phone. */
enum status vat_read(struct work *work, const char *country, const char *typed, const char **vat);
enum status iban_read(struct work *work, const char *typed, const char **iban);
/* email and typed may be NULL; *phone is NULL when typed is. */
enum status reach_read(struct work *work, const char *country, const char *email, const char *typed,
		       const char **phone);
const char *text_or_null(const char *text); /* NULL for "" */

/* driver.c: "C00123/0412", or "C00123/#77" for one without a code; facts has id and code. */
const char *driver_key(struct arena *arena, const char *customer, const struct row *facts);
/* The drivers of a request's codes, each once. */
struct drivers {
	const struct row **rows;
	size_t count;
	const char *due; /* a block put off; NULL: at once */
};
/* Refuses codes that nobody has, all of them at once. */
enum status drivers_of_codes(struct work *work, int64_t customer, struct list codes,
			     struct drivers *drivers);
/* "0412, 0413, 0501", the first few of many; "0412 DUPONT ÉRIC" of one. */
const char *drivers_named(struct work *work, const struct drivers *drivers);
/* None yet, with room for all of them. */
struct drivers drivers_none(struct work *work, const struct drivers *all);
size_t drivers_in(const struct drivers *all, const char *state);
/* {count}, {codes} and {at}, in the arena. */
const struct arg *drivers_args(struct work *work, const struct drivers *drivers);
/* Takes the block that waits for his code out of pending. */
enum status driver_withdraw(struct work *work, const struct row *facts);
void drivers_about(struct work *work, const struct drivers *drivers,
		   const struct record *customer);
/* *facts is NULL when nobody of the customer has that code. */
enum status driver_of_code(struct work *work, int64_t customer, const char *code,
			   const struct row **facts);
/* The same contact, by e-mail alone. */
enum status manager_mail(struct work *work, const struct row *facts, const char *kind,
			 const struct arg *args);

/* alert.c (ALT-01): a message of that kind, customer and arguments to each user whom the customer chose for the
 * event it tells of; channel, to and language are theirs.  alerted: addresses that have had it already. */
struct alerted {
	const char *email, *phone;
};
enum status alert_tell(struct work *work, const struct letter *event, const struct alerted *alerted);
/* The same for what happened to a card: its kind takes {card} {label} {customer} {at}. */
enum status alert_card(struct work *work, const struct row *facts, const char *kind);
extern const char *const alert_event_choices[];
#define ALERT_INVOICE "invoice" /* INV-04 */
/* alert_set.c: who is to be told; a refusal names param.  receivers: logins. */
struct alert_order {
	struct record customer;
	const char *event, *channel, *param;
	struct list receivers;
};
struct alert_chosen {
	int64_t *users;
	size_t count;
	const char *logins;
	const struct row *present; /* the alert as it stands; NULL: there is none */
};
enum status alert_choose(struct work *work, const struct alert_order *order, struct alert_chosen **chosen);
enum status alert_write(struct work *work, const struct alert_order *order, const struct alert_chosen *chosen);
enum status alert_remove(struct work *work, int64_t alert); /* nobody is told any more */

/* password.c (ACC-02): besides <guichet/password.h>. */
/* Refuses with the words of every fault. */
enum status password_refuse(struct work *work, const char *param, unsigned faults, size_t least);
size_t password_least(const struct work *work, bool staff);
/* In prepare, for they take long: the hash; PASSWORD_HISTORY among the faults when it is one of the account's last.
 * present: what is known to be the one that counts now, or NULL. */
enum status password_make(struct work *work, const char *typed, const char **hash);
enum status password_used(struct work *work, const struct row *account, const char *typed,
			  const char *present, unsigned *faults);
/* In check: refuses as changed when the account's hash is no more what prepare has seen. */
enum status password_unmoved(struct work *work, const struct row *account, const char *stored);
/* By a statement that takes :user and :hash; kept among its last ones. */
enum status password_put(struct work *work, enum statement statement, int64_t user, const char *hash);

/* account_code.c (ACC-04, ACC-05): a code sent to a person once and typed back once. */
enum { SENT_CODE_SIZE = 15 }; /* "7KQ2-M9TB-04XD" and its NUL */
/* Its signs alone: case, dashes, blanks, O and I set right; false: it is none. */
bool code_read(const char *typed, char out[SENT_CODE_SIZE]);
bool code_is_one(const char *typed);
/* Whoever a code or a notice goes to (statement account_code.receiver); NULL when there is no such account. */
enum status account_receiver(struct work *work, int64_t account, const struct row **receiver);
/* Fills channel, to, language and customer of a letter to an account; false: neither e-mail nor mobile. */
bool account_reach(struct work *work, const struct row *receiver, struct letter *letter);
/* Its phone as an SMS goes to it (row: phone, country); NULL: it has none, or no mobile one. */
const char *account_mobile(struct work *work, const struct row *receiver);
struct code_letter {
	const char *kind;   /* of account_code: "activation", "reset" */
	const char *letter; /* kind of the message: has {code} {name} {login} {until} */
	const char *until;
};
/* The account's codes of that kind from before are worth nothing from now. */
enum status code_send(struct work *work, const struct row *receiver, const struct code_letter *sent);
/* In prepare: counted and committed before it is looked at, so that a program killed in between gives no free try; the
 * last of most in vain locks the code (ACC-07: its maker hears of it).  The same work for nobody's (user 0). */
struct code_try {
	int64_t user;
	const char *kind, *typed;
	int64_t most;
	bool known;	     /* all else that was typed with it is right */
	const char *refusal; /* key of the one answer to all that is wrong */
	bool last;	     /* code_count: none follows it */
	int64_t code;	     /* code_look: the row it is, whatever became of it; 0: it is none */
};
enum status code_count(struct work *work, struct code_try *try);
enum status code_look(struct work *work, struct code_try *try);
enum status code_take_back(struct work *work, const struct code_try *try); /* in prepare: that was no guess */
/* In check: refuses what was wrong, used, replaced, locked or is too old, and says what then. */
enum status code_check(struct work *work, const struct code_try *try);
/* In apply: exactly one of several at once; the others are refused as changed. */
enum status code_use(struct work *work, const struct code_try *try);

/* invitation.c: a new activation code (ACC-05) for an account in state "invited", by e-mail, else by SMS; says where
 * it went and until when it is good.  Those from before are worth nothing; the session's account is its maker
 * (ACC-07).  Refuses under login or email.  The code is in the message and nowhere else. */
enum status invitation_send(struct work *work, int64_t account);
enum status invitation_tell_maker(struct work *work, const struct row *receiver);

/* recover.c: a code and a new password, by who is not signed in (account.reset, user.activate). */
struct regain {
	const char *login, *new; /* as typed; login may be NULL */
	const struct row *receiver; /* as prepare found the account; NULL: there is none */
	struct code_try try;
	bool misread;	 /* what was typed for a code is not of its form */
	unsigned faults; /* of the new password */
	size_t least;
	const char *hash;
};
enum status regain_prepare(struct work *work, struct regain *regain);
enum status regain_check(struct work *work, const struct regain *regain, const struct row **receiver);
enum status regain_apply(struct work *work, const struct regain *regain, enum statement statement);

/* search.c: NULL-ended terms in the arena, SEARCH_TERMS_MOST at most; NULL texts are left out. */
#define SEARCH_TERMS_MOST 16
const char *const *search_card_terms(struct arena *arena, const char *number, const char *plate_key,
				     const char *phone, const char *driver);
const char *const *search_phone_terms(struct arena *arena, const char *phone);
const char *const *search_customer_terms(struct arena *arena, const char *number, const char *name);
/* code NULL: none */
const char *const *search_driver_terms(struct arena *arena, const char *name, const char *code);
/* row: number, card, plate_key, phone, driver; live: it is still to end */
const char *const *search_authorisation_terms(struct arena *arena, const struct row *row, bool live);
const char *const *search_invoice_terms(struct arena *arena, const char *number);
const char *const *search_account_terms(struct arena *arena, const char *login,
					const char *last_name, const char *first_name,
					const char *email);
/* search_batch.c: many terms at once, inserted in order: what a bulk job collects. */
struct search_batch;
struct search_batch *search_batch_new(size_t most);
void search_batch_free(struct search_batch **batch);
void search_batch_add(struct search_batch *batch, const char *kind, int64_t id,
		      const char *const *terms);
bool search_batch_full(const struct search_batch *batch);
enum status search_batch_write(struct search_batch *batch, struct work *work);

/* account_create.c: an account with its rights (those of its profile), its customers, its search
 * keys. */
struct new_account {
	const char *login, *email, *last_name, *first_name, *phone, *kind, *profile, *language;
	const char *state, *valid_until; /* NULL: active, for good */
	const char *hash; /* of its password; NULL: none yet */
	bool all_customers;
	struct list customers; /* numbers */
};
enum status account_insert(struct work *work, const struct new_account *account, int64_t *id);

/* customer_accept.c, USR-07: refuses to a customer's user what waits for the first order of that customer. */
enum first_order { FIRST_ORDER_ACCESS, FIRST_ORDER_DATA };
enum status customer_ordered(struct work *work, int64_t customer, enum first_order what);

/* user.c: what any account must be (USR-01).  A login is of plain letters, a phone of 10 digits, neither login nor
 * e-mail of another. */
bool user_login_plain(const char *login);
bool user_phone(const char *phone);
enum status user_login_free(struct work *work, const char *login);
enum status user_email_free(struct work *work, const char *email, int64_t user);

/* user_tell.c: what lists show of an account (its rights and customers in a line), after they were written. */
enum status account_list(struct work *work, int64_t account);

#endif
