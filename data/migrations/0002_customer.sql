-- CUS: a company with a client number, its people and places.  Columns that end in _key are folded in
-- the program and are what is searched and ordered by.  Codes are checked by OR, not IN: SQLite would make a
-- table of an IN list anew for every row written (a fifth of the time of a demo fleet).
CREATE TABLE customer (
	id              INTEGER NOT NULL PRIMARY KEY,
	number          TEXT    NOT NULL UNIQUE,
	contract        TEXT    NOT NULL,
	name            TEXT    NOT NULL,
	name_key        TEXT    NOT NULL,
	country         TEXT    NOT NULL,
	language        TEXT    NOT NULL CHECK (language = 'fr' OR language = 'nl' OR language = 'en'),
	currency        TEXT    NOT NULL DEFAULT 'EUR',
	vat             TEXT,
	iban            TEXT,
	state           TEXT    NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
	first_order_at  TEXT,
	ceiling         BIGINT,
	detect_anomalies INTEGER NOT NULL DEFAULT 0 CHECK (detect_anomalies IN (0, 1)),
	note            TEXT,
	created_at      TEXT    NOT NULL,
	version         INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX customer_by_name ON customer (name_key, id);

-- One place per purpose: where the company sits, where invoices and secret codes go (CUS-04).
CREATE TABLE address (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	kind        TEXT    NOT NULL CHECK (kind = 'legal' OR kind = 'billing' OR kind = 'codes'),
	attention   TEXT,
	street      TEXT    NOT NULL,
	postcode    TEXT    NOT NULL,
	town        TEXT    NOT NULL,
	country     TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, kind)
);

-- CUS-03: where cards are shipped.
CREATE TABLE delivery_point (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	name        TEXT    NOT NULL,
	attention   TEXT,
	street      TEXT    NOT NULL,
	postcode    TEXT    NOT NULL,
	town        TEXT    NOT NULL,
	country     TEXT    NOT NULL,
	standard    INTEGER NOT NULL DEFAULT 0 CHECK (standard IN (0, 1)),
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, name)
);

CREATE TABLE contact (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	kind        TEXT    NOT NULL CHECK (kind = 'manager' OR kind = 'billing' OR kind = 'delivery'),
	name        TEXT    NOT NULL,
	email       TEXT,
	phone       TEXT,
	language    TEXT    NOT NULL CHECK (language = 'fr' OR language = 'nl' OR language = 'en'),
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, kind)
);

CREATE TABLE division (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, name_key)
);

CREATE TABLE vehicle (
	id            INTEGER NOT NULL PRIMARY KEY,
	customer_id   INTEGER NOT NULL REFERENCES customer (id),
	country       TEXT    NOT NULL,
	plate         TEXT    NOT NULL,
	plate_key     TEXT    NOT NULL,
	type          TEXT,
	tank_capacity BIGINT,
	odometer      BIGINT,
	class         TEXT,
	weight        BIGINT,
	dimensions    TEXT,
	axles         INTEGER,
	euro_class    TEXT,
	version       INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, country, plate_key)
);

-- Whoever drives for a customer; the code is the 4 digits of DRV, unique in the customer.
CREATE TABLE driver (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	division_id INTEGER REFERENCES division (id),
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL,
	code        TEXT,
	state       TEXT    NOT NULL DEFAULT 'active' CHECK (state = 'active' OR state = 'block_pending' OR state = 'blocked'),
	blocked_at  TEXT,
	created_at  TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, code)
);
CREATE INDEX driver_by_name ON driver (customer_id, name_key, id);
