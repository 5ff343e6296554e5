-- The life of a card: production, documents, tolls, renewal, letters, approval.

-- CARD-03: a limit may bind a group of products; product and goods both NULL: all of them.
ALTER TABLE card_limit ADD COLUMN goods TEXT CHECK (goods = 'fuel' OR goods = 'service');
-- What a set of countries, of days or of half hours lets through, a bit each; NULL when bits cannot say it.
ALTER TABLE card_control ADD COLUMN mask BIGINT;
ALTER TABLE control_profile ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
CREATE INDEX control_profile_by_customer ON control_profile (customer_id, name_key, id);
CREATE INDEX control_profile_by_name ON control_profile (name_key, id);
CREATE INDEX card_by_profile ON card (control_profile_id) WHERE control_profile_id IS NOT NULL;
CREATE INDEX card_limit_by_division ON card_limit (division_id) WHERE division_id IS NOT NULL;
CREATE INDEX card_limit_by_profile ON card_limit (control_profile_id) WHERE control_profile_id IS NOT NULL;
CREATE INDEX card_control_by_division ON card_control (division_id) WHERE division_id IS NOT NULL;
CREATE INDEX card_control_by_profile ON card_control (control_profile_id) WHERE control_profile_id IS NOT NULL;

-- PIN-01: the issuer's 4 digits of a customer's personalised codes, sealed.
ALTER TABLE customer ADD COLUMN code_sealed TEXT;

-- A parcel on its way.  A renewal is produced and shipped before the day it is active.
ALTER TABLE request ADD COLUMN shipped_at TEXT;
ALTER TABLE rank ADD COLUMN shipped_at TEXT;

-- OBU-02, CUS-04: papers; the bytes are in a folder beside the store, in a file named by their hash.
CREATE TABLE document (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	card_id     INTEGER REFERENCES card (id),
	request_id  INTEGER REFERENCES request (id),
	kind        TEXT    NOT NULL CHECK (kind = 'grey_card' OR kind = 'written_request' OR kind = 'other'),
	name        TEXT    NOT NULL,
	media       TEXT    NOT NULL CHECK (media = 'pdf' OR media = 'jpeg' OR media = 'png'),
	size        BIGINT  NOT NULL,
	hash        TEXT    NOT NULL,
	login       TEXT    NOT NULL,
	created_at  TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX document_by_customer ON document (customer_id, id);
CREATE INDEX document_by_card ON document (card_id, id);
CREATE INDEX document_by_request ON document (request_id, id);
CREATE INDEX document_by_hash ON document (hash);

-- OBU-01: toll operators (data/reference/toll-operators.csv); fee: cents to be connected, NULL for none; least_weight: kg
-- from which a vehicle pays there, NULL for all.
CREATE TABLE toll_operator (
	code         TEXT    NOT NULL PRIMARY KEY,
	name         TEXT    NOT NULL,
	country      TEXT    NOT NULL,
	fee          BIGINT,
	least_weight BIGINT,
	position     INTEGER NOT NULL
);

CREATE TABLE card_toll (
	card_id     INTEGER NOT NULL REFERENCES card (id),
	operator    TEXT    NOT NULL REFERENCES toll_operator (code),
	fee         BIGINT,
	accepted_at TEXT    NOT NULL,
	PRIMARY KEY (card_id, operator)
);

-- REN: the cards of a customer that expire in one month go through it together; each step leaves its minute,
-- so that a night run twice does it once.  The days are those the customer was told: settings changed later move
-- those of the months to come.
CREATE TABLE renewal_cohort (
	id           INTEGER NOT NULL PRIMARY KEY,
	customer_id  INTEGER NOT NULL REFERENCES customer (id),
	month        TEXT    NOT NULL,
	expires_on   TEXT    NOT NULL,
	reminder_on  TEXT    NOT NULL,
	cutoff_on    TEXT    NOT NULL,
	ship_until   TEXT    NOT NULL,
	told_at      TEXT,
	reminded_at  TEXT,
	produced_at  TEXT,
	activated_at TEXT,
	version      INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, month)
);
CREATE INDEX renewal_cohort_by_month ON renewal_cohort (month, id);
CREATE INDEX renewal_cohort_to_tell ON renewal_cohort (month, id) WHERE told_at IS NULL;
CREATE INDEX renewal_cohort_to_remind ON renewal_cohort (reminder_on, id) WHERE reminded_at IS NULL;
CREATE INDEX renewal_cohort_to_make ON renewal_cohort (cutoff_on, id) WHERE produced_at IS NULL;
CREATE INDEX renewal_cohort_to_activate ON renewal_cohort (expires_on, id) WHERE activated_at IS NULL;
CREATE INDEX card_to_renew ON card (state, expires_on, id) WHERE renewal = 'none';
CREATE INDEX card_in_renewal ON card (expires_on, id) WHERE renewal <> 'none';
CREATE INDEX card_by_customer_expiry ON card (customer_id, expires_on, id);
CREATE INDEX card_by_renewal_expiry ON card (renewal, expires_on, id);

-- DRV-03: when a block that waits takes effect.
ALTER TABLE driver ADD COLUMN blocks_at TEXT;

-- A letter whose text holds a code keeps only what the code is of; it is opened when the PDF is made (PIN-04).
ALTER TABLE outbox ADD COLUMN sealed_kind TEXT CHECK (sealed_kind = 'pin' OR sealed_kind = 'driver_codes');
ALTER TABLE outbox ADD COLUMN sealed_id BIGINT;
ALTER TABLE outbox ADD COLUMN file TEXT;
CREATE INDEX outbox_by_channel ON outbox (channel, state, id);
-- DRV-06: the drivers whose codes a letter of kind driver_codes gives, after the issuer's 4 digits of its card.
CREATE TABLE outbox_driver (
	outbox_id INTEGER NOT NULL REFERENCES outbox (id),
	driver_id INTEGER NOT NULL REFERENCES driver (id),
	PRIMARY KEY (outbox_id, driver_id)
);
CREATE INDEX outbox_driver_by_driver ON outbox_driver (driver_id);

-- CUS-04: what a command that waits would do, in words (said.h), for whoever approves it.
ALTER TABLE pending ADD COLUMN told TEXT;
ALTER TABLE pending ADD COLUMN needs TEXT;
CREATE INDEX pending_by_approval ON pending (approval, state, id);

-- What was bought with a card.  volume: thousandths; amount: cents, VAT included; day: local.
CREATE TABLE card_transaction (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	card_id     INTEGER NOT NULL REFERENCES card (id),
	rank        INTEGER NOT NULL,
	driver_id   INTEGER REFERENCES driver (id),
	at          TEXT    NOT NULL,
	day         TEXT    NOT NULL,
	product     TEXT    NOT NULL REFERENCES product (code),
	volume      BIGINT,
	amount      BIGINT  NOT NULL,
	country     TEXT    NOT NULL,
	network     TEXT,
	station     TEXT,
	odometer    BIGINT
);
CREATE INDEX card_transaction_by_card ON card_transaction (card_id, at, id);

-- CUS-04: what it would replace, to the letter: an approval given on something else is refused.
ALTER TABLE pending ADD COLUMN before TEXT;

-- Who carries parcels (data/reference/carriers.csv); url: where one is followed, with {tracking} in it.
CREATE TABLE carrier (
	code     TEXT    NOT NULL PRIMARY KEY,
	name     TEXT    NOT NULL,
	url      TEXT    NOT NULL,
	position INTEGER NOT NULL
);

-- CARD-05: what is late, and the order in which requests are looked at, as v_request tells them: what is
-- promised by its date, then what waits for papers, what came back, and the rest, the newest first.
CREATE INDEX request_by_late ON request ((CASE WHEN state = 'submitted' OR state = 'in_progress' THEN due_at END), id);
CREATE INDEX request_by_turn ON request ((CAST(CASE WHEN state = 'submitted' OR state = 'in_progress'
	THEN 1000000000000 + CAST(REPLACE(REPLACE(REPLACE(SUBSTR(COALESCE(due_at, created_at), 1, 16), '-', ''), 'T', ''), ':', '') AS BIGINT)
	WHEN state = 'awaiting_docs' THEN 3000000000000 + id WHEN state = 'returned' THEN 4000000000000 + id
	ELSE 9000000000000 - id END AS TEXT)), id);
CREATE INDEX request_by_customer_turn ON request (customer_id, (CAST(CASE WHEN state = 'submitted' OR state = 'in_progress'
	THEN 1000000000000 + CAST(REPLACE(REPLACE(REPLACE(SUBSTR(COALESCE(due_at, created_at), 1, 16), '-', ''), 'T', ''), ':', '') AS BIGINT)
	WHEN state = 'awaiting_docs' THEN 3000000000000 + id WHEN state = 'returned' THEN 4000000000000 + id
	ELSE 9000000000000 - id END AS TEXT)), id);

-- PIN-06: which half of a personalised code is typed first at a terminal of that country (data/reference/countries.csv).
CREATE TABLE country (
	code       TEXT    NOT NULL PRIMARY KEY,
	code_order TEXT    NOT NULL CHECK (code_order = 'card_first' OR code_order = 'driver_first'),
	position   INTEGER NOT NULL
);
CREATE INDEX country_by_position ON country (position, code);

-- Classes of vehicles have codes that are words (choice.vehicle_class, choice.euro_class).
UPDATE vehicle SET class = CASE class WHEN '1' THEN 'light' WHEN '2' THEN 'intermediate' WHEN '3' THEN 'heavy_2'
                                      WHEN '4' THEN 'heavy_3' WHEN '5' THEN 'motorcycle' ELSE class END
 WHERE class IS NOT NULL;
UPDATE vehicle SET euro_class = 'euro_' || euro_class WHERE LENGTH(euro_class) = 1;

-- Find anything: a driver by his code too.
INSERT INTO search_key (term, kind, id)
SELECT code, 'driver', id FROM driver WHERE code IS NOT NULL ON CONFLICT (term, kind, id) DO NOTHING;
