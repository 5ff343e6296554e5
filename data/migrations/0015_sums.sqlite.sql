-- What they add up to, kept in the same transaction: by card and by division (division_id 0: none) and month.
-- volume counts fuels alone.
CREATE TABLE card_month (
	card_id INTEGER NOT NULL,
	month   TEXT    NOT NULL,
	product TEXT    NOT NULL,
	count   BIGINT  NOT NULL,
	volume  BIGINT  NOT NULL,
	amount  BIGINT  NOT NULL,
	PRIMARY KEY (card_id, month, product)
) WITHOUT ROWID;
CREATE TABLE division_month (
	customer_id INTEGER NOT NULL,
	division_id INTEGER NOT NULL,
	month       TEXT    NOT NULL,
	product     TEXT    NOT NULL,
	count       BIGINT  NOT NULL,
	volume      BIGINT  NOT NULL,
	amount      BIGINT  NOT NULL,
	PRIMARY KEY (customer_id, division_id, month, product)
) WITHOUT ROWID;
INSERT INTO card_month (card_id, month, product, count, volume, amount)
SELECT card_id, SUBSTR(day, 1, 7), product, COUNT(*), SUM(COALESCE(volume, 0)), SUM(amount)
  FROM card_transaction GROUP BY card_id, SUBSTR(day, 1, 7), product;
INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)
SELECT customer_id, COALESCE(division_id, 0), SUBSTR(day, 1, 7), product, COUNT(*), SUM(COALESCE(volume, 0)), SUM(amount)
  FROM card_transaction GROUP BY customer_id, COALESCE(division_id, 0), SUBSTR(day, 1, 7), product;

-- The lists of transactions, by day and id.  The engine ends each entry of an index with the id by itself; said as well, it
-- would be there twice.
CREATE INDEX card_transaction_by_day ON card_transaction (day);
CREATE INDEX card_transaction_by_customer ON card_transaction (customer_id, day);
