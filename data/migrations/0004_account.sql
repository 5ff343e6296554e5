-- USR: whoever signs in.  "user" and "right" are words of SQL; the screens and the command line say
-- user and right, the tables account.
CREATE TABLE profile (
	code  TEXT    NOT NULL PRIMARY KEY,
	kind  TEXT    NOT NULL CHECK (kind IN ('staff', 'customer')),
	acts  INTEGER NOT NULL CHECK (acts IN (0, 1)),
	position INTEGER NOT NULL
);

CREATE TABLE profile_right (
	profile     TEXT NOT NULL REFERENCES profile (code),
	right_code  TEXT NOT NULL,
	PRIMARY KEY (profile, right_code)
);

CREATE TABLE account (
	id             INTEGER NOT NULL PRIMARY KEY,
	login          TEXT    NOT NULL,
	login_key      TEXT    NOT NULL UNIQUE,
	email          TEXT,
	email_key      TEXT    UNIQUE,
	last_name      TEXT    NOT NULL,
	first_name     TEXT    NOT NULL,
	name_key       TEXT    NOT NULL,
	phone          TEXT,
	kind           TEXT    NOT NULL CHECK (kind IN ('staff', 'customer')),
	profile        TEXT    REFERENCES profile (code),
	all_customers  INTEGER NOT NULL DEFAULT 0 CHECK (all_customers IN (0, 1)),
	language       TEXT    NOT NULL DEFAULT 'fr' CHECK (language = 'fr' OR language = 'nl' OR language = 'en'),
	theme          TEXT    NOT NULL DEFAULT 'default',
	state          TEXT    NOT NULL CHECK (state = 'invited' OR state = 'active' OR state = 'disabled'),
	valid_from     TEXT,
	valid_until    TEXT,
	password       TEXT,
	password_set_at TEXT,
	failures       INTEGER NOT NULL DEFAULT 0,
	lock_level     INTEGER NOT NULL DEFAULT 0,
	locked_until   TEXT,
	totp_sealed    TEXT,
	totp_counter   BIGINT,
	invited_by     INTEGER REFERENCES account (id),
	signed_in_at   TEXT,
	created_at     TEXT    NOT NULL,
	version        INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX account_by_name ON account (name_key, id);

-- The last passwords, so that none comes back (ACC-02).
CREATE TABLE account_password (
	account_id INTEGER NOT NULL REFERENCES account (id),
	set_at     TEXT    NOT NULL,
	hash       TEXT    NOT NULL,
	PRIMARY KEY (account_id, set_at)
);

CREATE TABLE account_right (
	account_id INTEGER NOT NULL REFERENCES account (id),
	right_code TEXT    NOT NULL,
	PRIMARY KEY (account_id, right_code)
);

CREATE TABLE account_customer (
	account_id  INTEGER NOT NULL REFERENCES account (id),
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	PRIMARY KEY (account_id, customer_id)
);
CREATE INDEX account_customer_by_customer ON account_customer (customer_id, account_id);

-- Single-use codes: activation, forgotten password, first sign-in.  Only a keyed hash is kept.
CREATE TABLE account_code (
	id         INTEGER NOT NULL PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	kind       TEXT    NOT NULL CHECK (kind = 'activation' OR kind = 'reset' OR kind = 'recovery'),
	mac        TEXT    NOT NULL UNIQUE,
	created_at TEXT    NOT NULL,
	expires_at TEXT    NOT NULL,
	used_at    TEXT,
	failures   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE session (
	id         INTEGER NOT NULL PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	pid        INTEGER NOT NULL,
	terminal   TEXT,
	origin     TEXT,
	opened_at  TEXT    NOT NULL,
	closed_at  TEXT,
	reason     TEXT
);
CREATE INDEX session_by_account ON session (account_id, id);

-- What a person keeps: saved filters, columns and order of a list, a form interrupted (ACC-12), the
-- last records opened.
CREATE TABLE keepsake (
	account_id INTEGER NOT NULL REFERENCES account (id),
	kind       TEXT    NOT NULL CHECK (kind = 'filter' OR kind = 'columns' OR kind = 'draft' OR kind = 'recent'),
	name       TEXT    NOT NULL,
	content    TEXT    NOT NULL,
	shared     INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
	kept_at    TEXT    NOT NULL,
	PRIMARY KEY (account_id, kind, name)
);
CREATE INDEX keepsake_shared ON keepsake (kind, shared, name);
