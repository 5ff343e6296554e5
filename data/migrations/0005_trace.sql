-- AUD: who, when, on which session and call, for which customer, what, before and after.  mac chains each
-- row to the one before it; audit_head closes the chain, so that rows cut off at the end show too.
CREATE TABLE audit (
	id          INTEGER NOT NULL PRIMARY KEY,
	at          TEXT    NOT NULL,
	account_id  INTEGER,
	login       TEXT    NOT NULL,
	session_id  INTEGER,
	call_id     INTEGER,
	request     TEXT    UNIQUE,
	command     TEXT    NOT NULL,
	customer_id INTEGER,
	outcome     TEXT    NOT NULL CHECK (outcome = 'done' OR outcome = 'refused' OR outcome = 'denied' OR outcome = 'changed' OR outcome = 'failed'),
	input       TEXT    NOT NULL,
	before      TEXT,
	after       TEXT,
	answer      TEXT    NOT NULL,
	mac         TEXT    NOT NULL
);
CREATE INDEX audit_by_customer ON audit (customer_id, id);
CREATE INDEX audit_by_login ON audit (login, id);
CREATE INDEX audit_by_command ON audit (command, id);

-- The records an audit row is about: their Historique (AUD-02).
CREATE TABLE audit_record (
	kind      TEXT    NOT NULL,
	record_id BIGINT  NOT NULL,
	audit_id  INTEGER NOT NULL REFERENCES audit (id),
	PRIMARY KEY (kind, record_id, audit_id)
);

CREATE TABLE audit_head (
	id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
	last INTEGER NOT NULL,
	mac  TEXT    NOT NULL
);

-- MSG-01: queued in the transaction of what caused it.
CREATE TABLE outbox (
	id          INTEGER NOT NULL PRIMARY KEY,
	channel     TEXT    NOT NULL CHECK (channel = 'sms' OR channel = 'email' OR channel = 'letter'),
	recipient   TEXT    NOT NULL,
	language    TEXT    NOT NULL CHECK (language = 'fr' OR language = 'nl' OR language = 'en'),
	kind        TEXT    NOT NULL,
	subject     TEXT,
	body        TEXT    NOT NULL,
	state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state = 'waiting' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'cancelled'),
	tries       INTEGER NOT NULL DEFAULT 0,
	not_before  TEXT,
	deadline    TEXT,
	lease_until TEXT,
	lease_owner TEXT,
	doubtful    INTEGER NOT NULL DEFAULT 0 CHECK (doubtful IN (0, 1)),
	error       TEXT,
	customer_id INTEGER REFERENCES customer (id),
	card_id     INTEGER REFERENCES card (id),
	created_at  TEXT    NOT NULL,
	sent_at     TEXT,
	version     INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_customer ON outbox (customer_id, id);
CREATE INDEX outbox_by_card ON outbox (card_id, id);

-- Decision 7: a command is data, so it can wait for a date or for a second person.
CREATE TABLE pending (
	id          INTEGER NOT NULL PRIMARY KEY,
	command     TEXT    NOT NULL,
	input       TEXT    NOT NULL,
	customer_id INTEGER REFERENCES customer (id),
	kind        TEXT,
	record_id   BIGINT,
	state       TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'done' OR state = 'refused' OR state = 'withdrawn'),
	due_at      TEXT,
	approval    INTEGER NOT NULL DEFAULT 0 CHECK (approval IN (0, 1)),
	maker_id    INTEGER,
	maker       TEXT    NOT NULL,
	checker_id  INTEGER,
	checker     TEXT,
	reason      TEXT,
	created_at  TEXT    NOT NULL,
	ended_at    TEXT,
	version     INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX pending_by_due ON pending (state, due_at, id);
CREATE INDEX pending_by_record ON pending (kind, record_id, id);
