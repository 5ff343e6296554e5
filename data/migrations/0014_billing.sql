-- From the pump to a signed invoice: transactions that come by file, what they add up to, invoices, payment cards.

-- DAY-04.  One row a line of a file: bought with a card, or with an authorisation (card_id NULL).  division_id: the
-- card's on that day; volume: thousandths of a litre or kWh, NULL for what is sold by the piece; unit_price: thousandths,
-- VAT included; vat_rate: hundredths of a percent; amount: cents, VAT included; day: local; invoice_id: NULL until it is
-- billed.  A line is known again by card, time, product and reference; mark: a number made of the last two
-- (transaction.h), so that what is unique is short.  There are millions: each index and each REFERENCES is paid for by
-- every line (customers, cards and authorisations are never deleted), and they are written in the order of customer, card
-- and time, ids growing, so that each grows at few places.
CREATE TABLE card_transaction_new (
	id               INTEGER NOT NULL PRIMARY KEY,
	customer_id      INTEGER NOT NULL,
	card_id          INTEGER,
	authorisation_id INTEGER,
	rank             INTEGER,
	driver_id        INTEGER,
	division_id      INTEGER,
	at               TEXT    NOT NULL,
	day              TEXT    NOT NULL,
	product          TEXT    NOT NULL,
	volume           BIGINT,
	unit_price       BIGINT,
	vat_rate         INTEGER NOT NULL,
	amount           BIGINT  NOT NULL,
	country          TEXT    NOT NULL,
	network          TEXT,
	station          TEXT,
	odometer         BIGINT,
	reference        TEXT    NOT NULL,
	mark             INTEGER NOT NULL,
	import_id        INTEGER,
	invoice_id       INTEGER
);
INSERT INTO card_transaction_new (id, customer_id, card_id, rank, driver_id, division_id, at, day, product, volume, vat_rate,
                                  amount, country, network, station, odometer, reference, mark)
SELECT t.id, t.customer_id, t.card_id, t.rank, t.driver_id, c.division_id, t.at, t.day, t.product, t.volume, 2100,
       t.amount, t.country, t.network, t.station, t.odometer, CAST(t.id AS TEXT),
       ROW_NUMBER() OVER (PARTITION BY t.card_id, t.at ORDER BY t.id)
  FROM card_transaction t
  JOIN card c ON c.id = t.card_id
 ORDER BY t.id;
DROP TABLE card_transaction;
ALTER TABLE card_transaction_new RENAME TO card_transaction;
CREATE UNIQUE INDEX card_transaction_once ON card_transaction (card_id, at, mark);
CREATE UNIQUE INDEX card_transaction_once_by_authorisation ON card_transaction (authorisation_id, at, mark)
 WHERE authorisation_id IS NOT NULL;
CREATE INDEX card_transaction_by_invoice ON card_transaction (invoice_id, id) WHERE invoice_id IS NOT NULL;

-- Of whom there is something to bill, and since which day: no transaction without invoice is older.
CREATE TABLE unbilled (
	customer_id INTEGER NOT NULL PRIMARY KEY,
	since       TEXT    NOT NULL
);
INSERT INTO unbilled (customer_id, since) SELECT customer_id, MIN(day) FROM card_transaction GROUP BY customer_id;

-- A file that came in; done: lines that are in the store, where a stopped one goes on.
CREATE TABLE transaction_import (
	id         INTEGER NOT NULL PRIMARY KEY,
	file       TEXT    NOT NULL,
	hash       TEXT    NOT NULL UNIQUE,
	lines      BIGINT  NOT NULL,
	done       BIGINT  NOT NULL,
	added      BIGINT  NOT NULL,
	known      BIGINT  NOT NULL,
	kept_apart BIGINT  NOT NULL,
	login      TEXT    NOT NULL,
	started_at TEXT    NOT NULL,
	ended_at   TEXT
);

-- DAY-04: the work list.  What a line said, as it said it, why it was kept apart (reason: said.h), and what became of
-- it; customer_id where its card is known.  mac: of what it said, so that the same line is kept once.
CREATE TABLE transaction_fault (
	id             INTEGER NOT NULL PRIMARY KEY,
	import_id      INTEGER NOT NULL REFERENCES transaction_import (id),
	line           BIGINT  NOT NULL,
	customer_id    INTEGER REFERENCES customer (id),
	card           TEXT,
	rank           TEXT,
	driver         TEXT,
	station        TEXT,
	at             TEXT,
	product        TEXT,
	volume         TEXT,
	unit           TEXT,
	unit_price     TEXT,
	vat_rate       TEXT,
	amount         TEXT,
	currency       TEXT,
	odometer       TEXT,
	reference      TEXT,
	field          TEXT,
	reason         TEXT    NOT NULL,
	mac            TEXT    NOT NULL UNIQUE,
	state          TEXT    NOT NULL CHECK (state = 'open' OR state = 'corrected' OR state = 'dropped'),
	note           TEXT,
	transaction_id INTEGER,
	settled_by     TEXT,
	settled_at     TEXT,
	created_at     TEXT    NOT NULL,
	version        INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX transaction_fault_by_state ON transaction_fault (state, id);
CREATE INDEX transaction_fault_by_import ON transaction_fault (import_id, id);
CREATE INDEX transaction_fault_by_customer ON transaction_fault (customer_id, id);

-- INV-07: the last number of each series, taken in the transaction that writes the paper.
CREATE TABLE invoice_series (
	series TEXT    NOT NULL PRIMARY KEY,
	last   INTEGER NOT NULL
);

-- INV: invoices, credit notes and statements.  net, vat, amount: cents, below 0 on a credit note; of a statement
-- amount is what the customer owes at its end.  The papers are beside the store (document.h), named by their hashes: the
-- original and its signature, the duplicata and its own, as first made.  recipient: name and address as printed.
CREATE TABLE invoice (
	id             INTEGER NOT NULL PRIMARY KEY,
	number         TEXT    NOT NULL UNIQUE,
	number_key     TEXT    NOT NULL,
	kind           TEXT    NOT NULL CHECK (kind = 'invoice' OR kind = 'credit_note' OR kind = 'statement'),
	series         TEXT    NOT NULL,
	position       INTEGER NOT NULL,
	customer_id    INTEGER NOT NULL REFERENCES customer (id),
	from_day       TEXT    NOT NULL,
	until_day      TEXT    NOT NULL,
	date           TEXT    NOT NULL,
	due_on         TEXT,
	currency       TEXT    NOT NULL,
	language       TEXT    NOT NULL CHECK (language = 'fr' OR language = 'nl' OR language = 'en'),
	recipient      TEXT    NOT NULL,
	net            BIGINT  NOT NULL,
	vat            BIGINT  NOT NULL,
	amount         BIGINT  NOT NULL,
	credited_id    INTEGER REFERENCES invoice (id),
	reason         TEXT,
	state          TEXT    NOT NULL DEFAULT 'original' CHECK (state = 'original' OR state = 'duplicata'),
	paper          TEXT    NOT NULL,
	paper_size     BIGINT  NOT NULL,
	signature      TEXT    NOT NULL,
	copy           TEXT    NOT NULL,
	copy_size      BIGINT  NOT NULL,
	copy_signature TEXT    NOT NULL,
	created_at     TEXT    NOT NULL,
	created_by     TEXT    NOT NULL,
	first_at       TEXT,
	first_by       TEXT,
	version        INTEGER NOT NULL DEFAULT 1,
	UNIQUE (series, position),
	CHECK ((state = 'duplicata') = (first_at IS NOT NULL))
);
CREATE INDEX invoice_by_number ON invoice (number_key, id);
CREATE INDEX invoice_by_customer ON invoice (customer_id, date, id);
CREATE INDEX invoice_by_date ON invoice (date, id);
CREATE INDEX invoice_by_amount ON invoice (amount, id);
CREATE INDEX invoice_by_state ON invoice (state, date, id);
CREATE INDEX invoice_by_kind ON invoice (kind, date, id);
CREATE INDEX invoice_by_paper ON invoice (paper);
CREATE INDEX invoice_by_copy ON invoice (copy);
CREATE INDEX invoice_by_credited ON invoice (credited_id) WHERE credited_id IS NOT NULL;
CREATE INDEX invoice_by_signature ON invoice (signature);
CREATE INDEX invoice_by_copy_signature ON invoice (copy_signature);

-- VAT per rate, rounded on the total.
CREATE TABLE invoice_vat (
	invoice_id INTEGER NOT NULL REFERENCES invoice (id),
	vat_rate   INTEGER NOT NULL,
	net        BIGINT  NOT NULL,
	vat        BIGINT  NOT NULL,
	amount     BIGINT  NOT NULL,
	PRIMARY KEY (invoice_id, vat_rate)
);

-- What VAT a country takes from a day on (data/reference/vat-rates.csv): of tolls and fees, whose lines do not say.
CREATE TABLE vat_rate (
	country TEXT    NOT NULL,
	since   TEXT    NOT NULL,
	rate    INTEGER NOT NULL,
	PRIMARY KEY (country, since)
);

-- Fees: once a month (day: its first) each, whatever is run twice.  amount: cents, VAT included.
CREATE TABLE fee (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	kind        TEXT    NOT NULL,
	day         TEXT    NOT NULL,
	count       BIGINT  NOT NULL,
	unit_price  BIGINT  NOT NULL,
	vat_rate    INTEGER NOT NULL,
	amount      BIGINT  NOT NULL,
	invoice_id  INTEGER,
	UNIQUE (customer_id, kind, day)
);
CREATE INDEX fee_by_invoice ON fee (invoice_id, id);

-- Passages are billed as transactions are.
ALTER TABLE passage ADD COLUMN vat_rate INTEGER;
ALTER TABLE passage ADD COLUMN invoice_id INTEGER;
CREATE INDEX passage_to_bill ON passage (customer_id, day, id) WHERE invoice_id IS NULL;
CREATE INDEX passage_by_invoice ON passage (invoice_id, id) WHERE invoice_id IS NOT NULL;

-- The invoice a message is about.
ALTER TABLE outbox ADD COLUMN invoice_id INTEGER REFERENCES invoice (id);
CREATE INDEX outbox_by_invoice ON outbox (invoice_id, id);

-- PAY-04: number_sealed: the number, sealed; mac: keyed, of customer and number, so that the same card is there once;
-- first, last: 6 and 4 digits, all that is ever shown; expires_on: the last day of its month.
CREATE TABLE payment_card (
	id          INTEGER NOT NULL PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customer (id),
	name        TEXT    NOT NULL,
	name_key    TEXT    NOT NULL,
	number_sealed TEXT  NOT NULL,
	mac         TEXT    NOT NULL,
	first       TEXT    NOT NULL,
	last        TEXT    NOT NULL,
	brand       TEXT    NOT NULL CHECK (brand = 'visa' OR brand = 'mastercard'),
	expires_on  TEXT    NOT NULL,
	created_by  TEXT    NOT NULL,
	created_at  TEXT    NOT NULL,
	version     INTEGER NOT NULL DEFAULT 1,
	UNIQUE (customer_id, mac)
);
CREATE INDEX payment_card_by_name ON payment_card (name_key, id);
CREATE INDEX payment_card_by_expiry ON payment_card (expires_on, id);
CREATE INDEX payment_card_by_customer ON payment_card (customer_id, name_key, id);
CREATE INDEX payment_card_by_customer_expiry ON payment_card (customer_id, expires_on, id);

-- PAY-03: who issues numbers that begin so (data/reference/issuer-ranges.csv); first, last: digits, as many in both; no
-- two ranges share a number.
CREATE TABLE issuer_range (
	first    TEXT NOT NULL PRIMARY KEY,
	last     TEXT NOT NULL,
	brand    TEXT NOT NULL,
	kind     TEXT NOT NULL CHECK (kind = 'credit' OR kind = 'debit' OR kind = 'prepaid'),
	name     TEXT NOT NULL
);

-- What is sealed, by the key that sealed it (its first two signs): a rotation reads what is left to do, and no more.
CREATE INDEX account_by_seal ON account (SUBSTR(totp_sealed, 1, 2), id) WHERE totp_sealed IS NOT NULL;
CREATE INDEX account_by_next_seal ON account (SUBSTR(totp_next_sealed, 1, 2), id) WHERE totp_next_sealed IS NOT NULL;
CREATE INDEX customer_by_seal ON customer (SUBSTR(code_sealed, 1, 2), id) WHERE code_sealed IS NOT NULL;
CREATE INDEX outbox_by_seal ON outbox (SUBSTR(secret, 1, 2), id) WHERE secret IS NOT NULL;
CREATE INDEX payment_card_by_seal ON payment_card (SUBSTR(number_sealed, 1, 2), id);
CREATE INDEX rank_by_seal ON rank (SUBSTR(pin_sealed, 1, 2), id) WHERE pin_sealed IS NOT NULL;
