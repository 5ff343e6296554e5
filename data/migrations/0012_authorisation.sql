-- AUT: a virtual card with its own amount, for a driver and a plate, at one station or all (station_id NULL), until
-- valid_until.  number: as people say it, A-00012; card: its number as CARD-09 has it; country, prefix: of the phone;
-- ceiling: what it went above, whoever approved it is in its history; source_id: the card it was asked from.
-- What is registered waits for a second person (AUT-08).  credit goes down with what is taken, never below 0.
CREATE TABLE authorisation (
	id           INTEGER NOT NULL PRIMARY KEY,
	number       TEXT    NOT NULL UNIQUE,
	number_key   TEXT    NOT NULL,
	card         TEXT    NOT NULL UNIQUE,
	customer_id  INTEGER NOT NULL REFERENCES customer (id),
	station_id   INTEGER REFERENCES station (id),
	source_id    INTEGER REFERENCES card (id),
	driver       TEXT    NOT NULL,
	driver_key   TEXT    NOT NULL,
	country      TEXT    NOT NULL,
	prefix       TEXT    NOT NULL,
	phone        TEXT    NOT NULL,
	plate        TEXT    NOT NULL,
	plate_key    TEXT    NOT NULL,
	amount       BIGINT  NOT NULL CHECK (amount > 0),
	credit       BIGINT  NOT NULL CHECK (credit >= 0 AND credit <= amount),
	currency     TEXT    NOT NULL,
	state        TEXT    NOT NULL CHECK (state = 'registered' OR state = 'active' OR state = 'used' OR state = 'expired' OR state = 'cancelled'),
	created_at   TEXT    NOT NULL,
	valid_until  TEXT    NOT NULL,
	active_at    TEXT,
	used_at      TEXT,
	cancelled_at TEXT,
	created_by   TEXT    NOT NULL,
	version      INTEGER NOT NULL DEFAULT 1,
	CHECK ((state = 'used') = (credit = 0)),
	CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL))
);
CREATE INDEX authorisation_by_number ON authorisation (number_key, id);
CREATE INDEX authorisation_by_plate ON authorisation (plate_key, id);
CREATE INDEX authorisation_by_driver ON authorisation (driver_key, id);
CREATE INDEX authorisation_by_phone ON authorisation (phone, id);
CREATE INDEX authorisation_by_customer ON authorisation (customer_id, id);
CREATE INDEX authorisation_by_station ON authorisation (station_id, id);
CREATE INDEX authorisation_by_source ON authorisation (source_id, id);
CREATE INDEX authorisation_by_state ON authorisation (state, id);
CREATE INDEX authorisation_by_time ON authorisation (created_at, id);
-- Those that are still to end, by when, as v_authorisation tells it.
CREATE INDEX authorisation_by_end ON authorisation ((CASE WHEN state = 'registered' OR state = 'active' THEN valid_until END), id);

-- The authorisation a message is about.
ALTER TABLE outbox ADD COLUMN authorisation_id INTEGER REFERENCES authorisation (id);
CREATE INDEX outbox_by_authorisation ON outbox (authorisation_id, id);
