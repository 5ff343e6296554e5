-- STN-01: where a card is taken.  latitude, longitude: hundred-thousandths of a degree, NULL when nobody knows;
-- road: 'motorway' or 'road'; state: one that is no longer in the list that comes in is closed, never deleted.
CREATE TABLE station (
	id         INTEGER NOT NULL PRIMARY KEY,
	code       TEXT    NOT NULL UNIQUE,
	name       TEXT    NOT NULL,
	name_key   TEXT    NOT NULL,
	street     TEXT,
	postcode   TEXT,
	town       TEXT    NOT NULL,
	town_key   TEXT    NOT NULL,
	country    TEXT    NOT NULL,
	road       TEXT    CHECK (road = 'motorway' OR road = 'road'),
	latitude   BIGINT,
	longitude  BIGINT,
	state      TEXT    NOT NULL DEFAULT 'open' CHECK (state = 'open' OR state = 'closed'),
	changed_at TEXT    NOT NULL,
	version    INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX station_by_name ON station (name_key, id);
CREATE INDEX station_by_town ON station (town_key, id);
