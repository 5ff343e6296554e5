-- ALT-01: which events of a customer are told to whom, by which channel.  receivers: their logins, as the command that
-- sets them writes them for lists (SQLite and PostgreSQL share no aggregate for it).
CREATE TABLE alert (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	event       TEXT    NOT NULL,
	channel     TEXT    NOT NULL CHECK (channel = 'email' OR channel = 'sms'),
	receivers   TEXT    NOT NULL,
	changed_at  TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, event, channel)
);

CREATE TABLE alert_receiver (
	alert_id   INTEGER NOT NULL REFERENCES alert (id),
	account_id INTEGER NOT NULL REFERENCES account (id),
	PRIMARY KEY (alert_id, account_id)
);
CREATE INDEX alert_receiver_by_account ON alert_receiver (account_id);
