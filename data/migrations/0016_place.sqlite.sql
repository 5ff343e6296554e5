-- S7.  place: where a transaction stands in the lists, one number made of day, customer, card or authorisation, and time
-- (transaction.h), by which it is also known again.  One index of it stands for the three there were: each was paid for by
-- every line of a file.  at: seconds since 1970, UTC.  Lines that came at the same second have the next free places, in
-- the order in which they came.
CREATE TABLE card_transaction_new (
	id               INTEGER NOT NULL PRIMARY KEY,
	place            BIGINT  NOT NULL,
	customer_id      INTEGER NOT NULL,
	card_id          INTEGER,
	authorisation_id INTEGER,
	rank             INTEGER,
	driver_id        INTEGER,
	division_id      INTEGER,
	at               BIGINT  NOT NULL,
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
	import_id        INTEGER,
	invoice_id       INTEGER
);
INSERT INTO card_transaction_new (id, place, customer_id, card_id, authorisation_id, rank, driver_id, division_id, at, product, volume,
                                  unit_price, vat_rate, amount, country, network, station, odometer, reference, import_id, invoice_id)
SELECT f.id, f.turn + MAX(f.first - f.turn) OVER (ORDER BY f.turn), f.customer_id, f.card_id, f.authorisation_id, f.rank, f.driver_id,
       f.division_id, f.at, f.product, f.volume, f.unit_price, f.vat_rate, f.amount, f.country, f.network, f.station, f.odometer,
       f.reference, f.import_id, f.invoice_id
  FROM (SELECT s.*, ROW_NUMBER() OVER (ORDER BY s.first, s.id) AS turn
          FROM (SELECT t.id, t.customer_id, t.card_id, t.authorisation_id, t.rank, t.driver_id, t.division_id,
                       CAST(strftime('%s', t.at) AS INTEGER) AS at, t.product, t.volume, t.unit_price, t.vat_rate, t.amount, t.country,
                       t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id,
                       (CAST(julianday(t.day) - julianday('1970-01-01') AS INTEGER) << 48) + ((t.customer_id & 131071) << 31)
                       + ((COALESCE(t.card_id, t.authorisation_id) & 4095) << 19)
                       + ((CAST(strftime('%s', t.at, 'localtime') AS INTEGER) % 86400) << 2) AS first
                  FROM card_transaction t) s) f
 ORDER BY f.id;
DROP TABLE card_transaction;
ALTER TABLE card_transaction_new RENAME TO card_transaction;
CREATE UNIQUE INDEX card_transaction_by_place ON card_transaction (place);
CREATE INDEX card_transaction_by_authorisation ON card_transaction (authorisation_id, place) WHERE authorisation_id IS NOT NULL;
CREATE INDEX card_transaction_by_invoice ON card_transaction (invoice_id, id) WHERE invoice_id IS NOT NULL;

-- Each local day on which something was bought; id: days since 1970.
CREATE TABLE purchase_day (
	id  INTEGER NOT NULL PRIMARY KEY,
	day TEXT    NOT NULL UNIQUE
);
INSERT INTO purchase_day (id, day)
SELECT x.id, date(x.id * 86400, 'unixepoch') FROM (SELECT DISTINCT t.place >> 48 AS id FROM card_transaction t) x;

-- One a month and card: what a product comes to is asked of divisions.  By month first: those of a file lie together, however
-- many months there are.  volume: thousandths of a litre, of all fuels; energy: of a kWh.
CREATE TABLE card_month_new (
	month   TEXT    NOT NULL,
	card_id INTEGER NOT NULL,
	count   BIGINT  NOT NULL,
	volume  BIGINT  NOT NULL,
	energy  BIGINT  NOT NULL,
	amount  BIGINT  NOT NULL,
	PRIMARY KEY (month, card_id)
) WITHOUT ROWID;
INSERT INTO card_month_new (month, card_id, count, volume, energy, amount)
SELECT s.month, s.card_id, SUM(s.count), SUM(CASE WHEN s.product = 'electricity' THEN 0 ELSE s.volume END),
       SUM(CASE WHEN s.product = 'electricity' THEN s.volume ELSE 0 END), SUM(s.amount)
  FROM card_month s GROUP BY s.month, s.card_id;
DROP TABLE card_month;
ALTER TABLE card_month_new RENAME TO card_month;
