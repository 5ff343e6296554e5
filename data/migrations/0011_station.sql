-- STN-01: where a card is taken.  latitude, longitude: hundred-thousandths of a degree, NULL when nobody knows; x, y,
-- z: the same place in decimetres from the earth's centre, whose differences order by distance in whole numbers, at
-- the date line and the poles too; motorway: its number, "A6".  services, products: codes with commas between.
-- state: one that is no longer in the list that comes in is closed, never deleted.
CREATE TABLE station (
	id          INTEGER NOT NULL PRIMARY KEY,
	code        TEXT    NOT NULL UNIQUE,
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL,
	brand       TEXT,
	street      TEXT,
	street_key  TEXT    NOT NULL,
	postcode    TEXT,
	town        TEXT    NOT NULL,
	town_key    TEXT    NOT NULL,
	country     TEXT    NOT NULL,
	road        TEXT    CHECK (road = 'motorway' OR road = 'road'),
	motorway    TEXT,
	services    TEXT,
	products    TEXT,
	latitude    BIGINT,
	longitude   BIGINT,
	coordinates TEXT,
	x           BIGINT,
	y           BIGINT,
	z           BIGINT,
	state       TEXT    NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'closed'),
	changed_at  TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX station_by_name ON station (name_key, id);
CREATE INDEX station_by_town ON station (town_key, id);
CREATE INDEX station_by_postcode ON station (postcode, id);
CREATE INDEX station_by_motorway ON station (motorway, id);
CREATE INDEX station_by_place ON station (z, x, y);

-- What else a station was called: the same pumps twice in a list that came in.
CREATE TABLE station_code (
	code       TEXT    NOT NULL PRIMARY KEY,
	station_id INTEGER NOT NULL REFERENCES station (id)
);
CREATE INDEX station_code_by_station ON station_code (station_id);

-- What a station asks for a unit, in thousandths of EUR, from at until until (NULL: still); stale_at: from then on an
-- old price is called so.
CREATE TABLE station_price (
	id         INTEGER NOT NULL PRIMARY KEY,
	station_id INTEGER NOT NULL REFERENCES station (id),
	product    TEXT    NOT NULL REFERENCES product (code),
	at         TEXT    NOT NULL,
	until      TEXT,
	price      BIGINT  NOT NULL,
	stale_at   TEXT    NOT NULL,
	current    INTEGER NOT NULL DEFAULT 1 CHECK (current = 0 OR current = 1)
);
CREATE UNIQUE INDEX station_price_once ON station_price (station_id, product, at);
CREATE INDEX station_price_by_at ON station_price (at, id);
CREATE INDEX station_price_by_station ON station_price (station_id, at, id);
CREATE INDEX station_price_current ON station_price (current, at, id);
CREATE INDEX station_price_by_product ON station_price (product, current, at, id);

-- STN-02: what an operator asks of whom.  amount: cents, NULL when the operator's own tariff says it.
CREATE TABLE toll_condition (
	id            INTEGER NOT NULL PRIMARY KEY,
	operator      TEXT    NOT NULL REFERENCES toll_operator (code),
	vehicle_class TEXT,
	least_weight  INTEGER,
	most_weight   INTEGER,
	needs         TEXT    NOT NULL,
	basis         TEXT    NOT NULL,
	amount        BIGINT,
	position      INTEGER NOT NULL
);
CREATE INDEX toll_condition_by_operator ON toll_condition (operator, position, id);

-- What a unit passed: card_id is an OBU's or a badge's.
CREATE TABLE passage (
	id            INTEGER NOT NULL PRIMARY KEY,
	customer_id   INTEGER NOT NULL REFERENCES customer (id),
	card_id       INTEGER NOT NULL REFERENCES card (id),
	operator      TEXT    NOT NULL REFERENCES toll_operator (code),
	at            TEXT    NOT NULL,
	day           TEXT    NOT NULL,
	entry         TEXT,
	exit          TEXT    NOT NULL,
	exit_key      TEXT    NOT NULL,
	vehicle_class TEXT,
	amount        BIGINT  NOT NULL,
	reference     TEXT
);
CREATE UNIQUE INDEX passage_once ON passage (card_id, at, operator, exit_key);
CREATE INDEX passage_by_at ON passage (at, id);
CREATE INDEX passage_by_customer ON passage (customer_id, at, id);
CREATE INDEX passage_by_card ON passage (card_id, at, id);
CREATE INDEX passage_by_operator ON passage (operator, at, id);
