-- A card is a number for ever (CARD-09).  rank, state, expires_on repeat its present rank: the one the
-- driver holds.  A duplicate or a renewal that is not out yet waits in next_rank.  Only
-- statements card.present and card.next keep them, and "guichet check" compares.
CREATE TABLE product (
	code     TEXT    NOT NULL PRIMARY KEY,
	kind     TEXT    NOT NULL CHECK (kind IN ('fuel', 'service')),
	position INTEGER NOT NULL
);

CREATE TABLE control_profile (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER REFERENCES customer (id),
	name        TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE card (
	id                INTEGER NOT NULL PRIMARY KEY,
	number            TEXT    NOT NULL UNIQUE,
	customer_id       INTEGER NOT NULL REFERENCES customer (id),
	division_id       INTEGER REFERENCES division (id),
	product           TEXT    NOT NULL CHECK (product = 'fleet' OR product = 'passango' OR product = 'liber_t' OR product = 'benefit'),
	category          TEXT    NOT NULL CHECK (category = 'vehicle' OR category = 'driver' OR category = 'pool'),
	vehicle_id        INTEGER REFERENCES vehicle (id),
	driver_id         INTEGER REFERENCES driver (id),
	country           TEXT    NOT NULL,
	plate             TEXT,
	plate_key         TEXT,
	driver            TEXT,
	driver_key        TEXT,
	emboss            TEXT    NOT NULL CHECK (emboss IN ('plate', 'driver')),
	mention           TEXT,
	phone             TEXT,
	code_kind         TEXT    NOT NULL CHECK (code_kind = 'card_computed' OR code_kind = 'card_chosen' OR code_kind = 'driver' OR code_kind = 'none'),
	odometer_entry    INTEGER NOT NULL DEFAULT 0 CHECK (odometer_entry IN (0, 1)),
	delivery_point_id INTEGER REFERENCES delivery_point (id),
	control_profile_id INTEGER REFERENCES control_profile (id),
	linked_id         INTEGER REFERENCES card (id),
	rank              INTEGER NOT NULL DEFAULT 1,
	next_rank         INTEGER,
	state             TEXT    NOT NULL CHECK (state = 'new' OR state = 'in_production' OR state = 'active' OR state = 'suspended' OR state = 'cancelled' OR state = 'blocked' OR state = 'expired' OR state = 'deleted'),
	expires_on        TEXT    NOT NULL,
	renewal           TEXT    NOT NULL DEFAULT 'none' CHECK (renewal = 'none' OR renewal = 'candidate' OR renewal = 'cancelled_unused' OR renewal = 'cancelled_by_user' OR renewal = 'in_renewal'),
	aircode_until     TEXT,
	created_on        TEXT    NOT NULL,
	last_used_on      TEXT,
	version           INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX card_by_customer ON card (customer_id, number);
CREATE INDEX card_by_customer_plate ON card (customer_id, plate_key);
CREATE INDEX card_by_plate ON card (plate_key, id);
CREATE INDEX card_by_driver_name ON card (driver_key, id);
CREATE INDEX card_by_division ON card (division_id, id);
CREATE INDEX card_by_driver ON card (driver_id);
CREATE INDEX card_by_vehicle ON card (vehicle_id);
CREATE INDEX card_by_state ON card (state, id);
CREATE INDEX card_by_expiry ON card (expires_on, id);
CREATE INDEX card_by_creation ON card (created_on, id);
CREATE INDEX card_by_use ON card (last_used_on, id);
CREATE INDEX card_by_aircode ON card (aircode_until, id);
CREATE INDEX card_by_phone ON card (phone, id);
CREATE INDEX card_by_renewal ON card (renewal, id);
CREATE INDEX card_by_linked ON card (linked_id);

-- One physical issue of a card.  A blocked rank has its reason and its minute, and no other has.
-- A reproduction leaves the old rank valid to its own expiry (CARD-13): two ranks may be alive.
CREATE TABLE rank (
	id              INTEGER  NOT NULL PRIMARY KEY,
	card_id         INTEGER  NOT NULL REFERENCES card (id),
	number          INTEGER  NOT NULL CHECK (number BETWEEN 1 AND 99),
	cause           TEXT     NOT NULL CHECK (cause = 'first' OR cause = 'duplicate' OR cause = 'reproduction' OR cause = 'renewal'),
	state           TEXT     NOT NULL CHECK (state = 'new' OR state = 'in_production' OR state = 'active' OR state = 'suspended' OR state = 'cancelled' OR state = 'blocked' OR state = 'expired' OR state = 'deleted'),
	embossed        TEXT     NOT NULL,
	expires_on      TEXT     NOT NULL,
	created_at      TEXT     NOT NULL,
	produced_at     TEXT,
	active_at       TEXT,
	block_reason    TEXT     CHECK (block_reason = 'theft' OR block_reason = 'loss' OR block_reason = 'not_received' OR block_reason = 'faulty'),
	blocked_at      TEXT,
	state_before    TEXT     CHECK (state_before IN ('active', 'cancelled')),
	suspend_reason  TEXT,
	suspended_by    TEXT     CHECK (suspended_by IN ('customer', 'issuer')),
	suspended_at    TEXT,
	suspended_until TEXT,
	new_pin         INTEGER  NOT NULL DEFAULT 1 CHECK (new_pin IN (0, 1)),
	pin_sealed      TEXT,
	pin_mac         TEXT,
	pin_sent_at     TEXT,
	version         INTEGER  NOT NULL DEFAULT 1,
	UNIQUE (card_id, number),
	CHECK ((state = 'blocked') = (block_reason IS NOT NULL)),
	CHECK ((state = 'blocked') = (blocked_at IS NOT NULL)),
	CHECK ((state = 'suspended') = (state_before IS NOT NULL))
);
CREATE INDEX rank_by_expiry ON rank (expires_on, state);

-- Fuels and services a card may take.
CREATE TABLE card_product (
	card_id INTEGER NOT NULL REFERENCES card (id),
	product TEXT    NOT NULL REFERENCES product (code),
	PRIMARY KEY (card_id, product)
);

-- CARD-03: limits at the levels customer, division, card or shared profile; exactly one owner.  value is
-- cents, millilitres or a count by measure; days only for rolling; product NULL means all.
CREATE TABLE card_limit (
	id                 INTEGER NOT NULL PRIMARY KEY,
	customer_id        INTEGER NOT NULL REFERENCES customer (id),
	division_id        INTEGER REFERENCES division (id),
	card_id            INTEGER REFERENCES card (id),
	control_profile_id INTEGER REFERENCES control_profile (id),
	level              TEXT    NOT NULL CHECK (level = 'customer' OR level = 'division' OR level = 'card' OR level = 'profile'),
	product            TEXT    REFERENCES product (code),
	measure            TEXT    NOT NULL CHECK (measure = 'amount' OR measure = 'volume' OR measure = 'count'),
	period             TEXT    NOT NULL CHECK (period = 'transaction' OR period = 'day' OR period = 'week' OR period = 'month' OR period = 'rolling'),
	days               INTEGER CHECK (days BETWEEN 1 AND 31),
	value              BIGINT  NOT NULL CHECK (value >= 0),
	breach             TEXT    NOT NULL DEFAULT 'block' CHECK (breach IN ('block', 'notify')),
	warn               INTEGER CHECK (warn BETWEEN 1 AND 100),
	version            INTEGER NOT NULL DEFAULT 1,
	CHECK ((period = 'rolling') = (days IS NOT NULL)),
	CHECK ((level = 'division') = (division_id IS NOT NULL)),
	CHECK ((level = 'card') = (card_id IS NOT NULL)),
	CHECK ((level = 'profile') = (control_profile_id IS NOT NULL))
);
CREATE INDEX card_limit_by_card ON card_limit (card_id, product, measure, period, value);
CREATE INDEX card_limit_by_customer ON card_limit (customer_id, level);

-- Technical, time, place and transaction controls; value as the kind reads it ("BE,FR", "mon-fri",
-- "06:00-20:00", a number).
CREATE TABLE card_control (
	id                 INTEGER NOT NULL PRIMARY KEY,
	customer_id        INTEGER NOT NULL REFERENCES customer (id),
	division_id        INTEGER REFERENCES division (id),
	card_id            INTEGER REFERENCES card (id),
	control_profile_id INTEGER REFERENCES control_profile (id),
	level              TEXT    NOT NULL CHECK (level = 'customer' OR level = 'division' OR level = 'card' OR level = 'profile'),
	kind               TEXT    NOT NULL CHECK (kind = 'countries' OR kind = 'networks' OR kind = 'stations' OR kind = 'days' OR kind = 'hours' OR kind = 'tank' OR kind = 'odometer' OR kind = 'transactions_a_day' OR kind = 'minutes_between'),
	value              TEXT    NOT NULL,
	breach             TEXT    NOT NULL DEFAULT 'block' CHECK (breach IN ('block', 'notify')),
	version            INTEGER NOT NULL DEFAULT 1,
	CHECK ((level = 'division') = (division_id IS NOT NULL)),
	CHECK ((level = 'card') = (card_id IS NOT NULL)),
	CHECK ((level = 'profile') = (control_profile_id IS NOT NULL))
);
CREATE INDEX card_control_by_card ON card_control (card_id, kind, value);
CREATE INDEX card_control_by_customer ON card_control (customer_id, level);

-- AIR-02: one active per card; the code itself is never here, only its keyed hash.
CREATE TABLE aircode (
	id         INTEGER NOT NULL PRIMARY KEY,
	card_id    INTEGER NOT NULL REFERENCES card (id),
	mac        TEXT    NOT NULL,
	phone      TEXT    NOT NULL,
	state      TEXT    NOT NULL CHECK (state = 'active' OR state = 'used' OR state = 'expired' OR state = 'replaced' OR state = 'revoked'),
	created_at TEXT    NOT NULL,
	expires_at TEXT    NOT NULL,
	ended_at   TEXT
);
CREATE INDEX aircode_by_card ON aircode (card_id, state);
CREATE INDEX aircode_by_end ON aircode (state, expires_at);

-- Mes demandes: a production order the customer follows (CARD-05).
CREATE TABLE request (
	id          INTEGER NOT NULL PRIMARY KEY,
	number      TEXT    NOT NULL UNIQUE,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	card_id     INTEGER REFERENCES card (id),
	rank_id     INTEGER REFERENCES rank (id),
	kind        TEXT    NOT NULL,
	state       TEXT    NOT NULL CHECK (state = 'submitted' OR state = 'awaiting_docs' OR state = 'in_progress' OR state = 'shipped' OR state = 'delivered' OR state = 'returned' OR state = 'deleted'),
	created_at  TEXT    NOT NULL,
	due_at      TEXT,
	carrier     TEXT,
	tracking    TEXT,
	ended_at    TEXT,
	version     INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX request_by_customer ON request (customer_id, id);
CREATE INDEX request_by_card ON request (card_id, id);
CREATE INDEX request_by_due ON request (state, due_at, id);

-- Exact counts without counting: cards per customer, product and state, kept with the cards.
CREATE TABLE card_tally (
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	product     TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	cards       BIGINT  NOT NULL,
	PRIMARY KEY (customer_id, product, state)
);
