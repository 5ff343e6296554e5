-- DAY-04: transactions that come in, by file or by hand.

-- What the number on a line stands for.
-- name: transaction.buyer
SELECT c.number, c.id AS card, 0 AS authorisation, c.customer_id AS customer, COALESCE(c.division_id, 0) AS division,
       COALESCE(c.vehicle_id, 0) AS vehicle, COALESCE(v.odometer, 0) AS odometer,
       CASE WHEN c.next_rank > c.rank THEN c.next_rank ELSE c.rank END AS rank, c.last_used_on, u.currency, c.country,
       NULL AS from_at, NULL AS until_at, 0 AS credit, NULL AS code
  FROM card c
  JOIN customer u ON u.id = c.customer_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id
 WHERE c.number = :number
UNION ALL
SELECT a.card AS number, 0 AS card, a.id AS authorisation, a.customer_id AS customer, 0 AS division, 0 AS vehicle,
       0 AS odometer, 0 AS rank, NULL AS last_used_on, a.currency, a.country, a.active_at AS from_at, a.valid_until AS until_at,
       a.credit, a.number AS code
  FROM authorisation a
 WHERE a.card = :number;

-- The same of every card.
-- name: transaction.cards
SELECT c.number, c.id AS card, 0 AS authorisation, c.customer_id AS customer, COALESCE(c.division_id, 0) AS division,
       COALESCE(c.vehicle_id, 0) AS vehicle, COALESCE(v.odometer, 0) AS odometer,
       CASE WHEN c.next_rank > c.rank THEN c.next_rank ELSE c.rank END AS rank, c.last_used_on, u.currency, c.country
  FROM card c
  JOIN customer u ON u.id = c.customer_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id;

-- name: transaction.drivers
SELECT d.customer_id, d.code, d.id FROM driver d WHERE d.code IS NOT NULL;

-- name: transaction.driver
SELECT d.id FROM driver d WHERE d.customer_id = :customer AND d.code = :code;

-- name: transaction.stations
SELECT s.code, s.country, s.brand FROM station s
UNION ALL
SELECT k.code, s.country, s.brand FROM station_code k JOIN station s ON s.id = k.station_id;

-- name: transaction.station
SELECT s.country, s.brand FROM station s WHERE s.code = :code
UNION ALL
SELECT s.country, s.brand FROM station_code k JOIN station s ON s.id = k.station_id WHERE k.code = :code;

-- The same one, at its place or where that was taken after it: none is farther than a card's places of a day.
-- name: transaction.same
SELECT t.id, t.amount, t.volume, t.import_id FROM card_transaction t
 WHERE t.place >= :place AND t.place < :place + 524288 AND (t.card_id = :card OR t.authorisation_id = :authorisation) AND t.at = :at
   AND t.product = :product AND t.reference = :reference;

-- name: transaction.insert
INSERT INTO card_transaction (id, place, customer_id, card_id, authorisation_id, rank, driver_id, division_id, at, product, volume,
                              unit_price, vat_rate, amount, country, network, station, odometer, reference, import_id)
VALUES (:id, :place, :customer, :card, :authorisation, :rank, :driver, :division, :at, :product, :volume,
        :unit_price, :vat_rate, :amount, :country, :network, :station, :odometer, :reference, :import)
ON CONFLICT DO NOTHING;

-- name: transaction.add_day
INSERT INTO purchase_day (id, day) VALUES (:id, :day) ON CONFLICT DO NOTHING;

-- Which of the new ids were written.
-- name: transaction.came
SELECT t.id FROM card_transaction t WHERE t.id >= :first AND t.id < :end ORDER BY t.id;

-- name: transaction.add_card_month
INSERT INTO card_month (month, card_id, count, volume, energy, amount)
VALUES (:month, :card, :count, :volume, :energy, :amount)
ON CONFLICT (month, card_id) DO UPDATE
   SET count = card_month.count + excluded.count, volume = card_month.volume + excluded.volume,
       energy = card_month.energy + excluded.energy, amount = card_month.amount + excluded.amount;

-- name: transaction.add_division_month
INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)
VALUES (:customer, :division, :month, :product, :count, :volume, :amount)
ON CONFLICT (customer_id, division_id, month, product) DO UPDATE
   SET count = division_month.count + excluded.count, volume = division_month.volume + excluded.volume,
       amount = division_month.amount + excluded.amount;

-- name: transaction.unbilled_since
INSERT INTO unbilled (customer_id, since) VALUES (:customer, :day)
ON CONFLICT (customer_id) DO UPDATE SET since = excluded.since WHERE excluded.since < unbilled.since;

-- name: transaction.use_card
UPDATE card SET last_used_on = :day WHERE id = :card AND (last_used_on IS NULL OR last_used_on < :day);

-- name: transaction.use_vehicle
UPDATE vehicle SET odometer = :odometer WHERE id = :vehicle AND (odometer IS NULL OR odometer < :odometer);

-- AUT-07: of one that has ended since, too, when it was bought in its life.
-- name: transaction.spend
-- touches: authorisation :authorisation
UPDATE authorisation SET credit = credit - :amount, version = version + 1,
       state = CASE WHEN credit = :amount THEN 'used' ELSE state END,
       used_at = CASE WHEN credit = :amount THEN :at ELSE used_at END,
       cancelled_at = CASE WHEN credit = :amount THEN NULL ELSE cancelled_at END
 WHERE id = :authorisation AND credit >= :amount;

-- The file by its hash: stopped, done, or unknown.
-- name: transaction.import_of
SELECT i.id, i.done, i.added, i.ended_at FROM transaction_import i WHERE i.hash = :hash;

-- name: transaction.begin
INSERT INTO transaction_import (id, file, hash, lines, done, added, known, kept_apart, login, started_at)
VALUES (:id, :file, :hash, :lines, 0, 0, 0, 0, :login, :now);

-- How far it got; two who import the same file count what each of them added.
-- name: transaction.advance
UPDATE transaction_import SET added = added + :added, done = CASE WHEN done < :done THEN :done ELSE done END
 WHERE id = :import;

-- name: transaction.end
UPDATE transaction_import SET done = lines, known = lines - added - :kept_apart, kept_apart = :kept_apart,
       ended_at = COALESCE(ended_at, :now)
 WHERE id = :import;

-- name: transaction.keep_apart
INSERT INTO transaction_fault (id, import_id, line, customer_id, card, rank, driver, station, at, product, volume, unit, unit_price,
                               vat_rate, amount, currency, odometer, reference, field, reason, mac, state, created_at)
VALUES (:id, :import, :line, :customer, :card, :rank, :driver, :station, :at, :product, :quantity, :unit, :unit_price,
        :vat_rate, :amount, :currency, :odometer, :reference, :field, :reason, :mac, 'open', :now)
ON CONFLICT (mac) DO NOTHING;

-- name: transaction.kept_apart
SELECT f.id, f.state FROM transaction_fault f WHERE f.mac = :mac;

-- Whose sums and rows do not agree: one row for each such customer.
-- name: transaction.division_faults
SELECT u.number, SUM(y.wanted) AS wanted, SUM(y.found) AS found, COUNT(*) AS sums
  FROM (SELECT x.customer_id, x.division_id, x.month, x.product, SUM(x.wanted) AS wanted, SUM(x.found) AS found
          FROM (SELECT t.customer_id, COALESCE(t.division_id, 0) AS division_id, SUBSTR(t.day, 1, 7) AS month, t.product,
                       t.amount AS wanted, 0 AS found, 1 AS count, COALESCE(t.volume, 0) AS volume
                  FROM v_purchase t
                UNION ALL
                SELECT s.customer_id, s.division_id, s.month, s.product, 0 AS wanted, s.amount AS found, -s.count AS count,
                       -s.volume AS volume
                  FROM division_month s) x
         GROUP BY x.customer_id, x.division_id, x.month, x.product
        HAVING SUM(x.wanted) <> SUM(x.found) OR SUM(x.count) <> 0 OR SUM(x.volume) <> 0) y
  JOIN customer u ON u.id = y.customer_id
 GROUP BY u.number
 ORDER BY u.number LIMIT 1000;

-- The same by card.
-- name: transaction.card_faults
SELECT u.number, SUM(y.wanted) AS wanted, SUM(y.found) AS found, COUNT(*) AS sums
  FROM (SELECT x.card_id, x.month, SUM(x.wanted) AS wanted, SUM(x.found) AS found
          FROM (SELECT t.card_id, SUBSTR(t.day, 1, 7) AS month, t.amount AS wanted, 0 AS found, 1 AS count,
                       CASE WHEN t.product = 'electricity' THEN 0 ELSE COALESCE(t.volume, 0) END AS volume,
                       CASE WHEN t.product = 'electricity' THEN COALESCE(t.volume, 0) ELSE 0 END AS energy
                  FROM v_purchase t WHERE t.card_id IS NOT NULL
                UNION ALL
                SELECT s.card_id, s.month, 0 AS wanted, s.amount AS found, -s.count AS count, -s.volume AS volume, -s.energy AS energy
                  FROM card_month s) x
         GROUP BY x.card_id, x.month
        HAVING SUM(x.wanted) <> SUM(x.found) OR SUM(x.count) <> 0 OR SUM(x.volume) <> 0 OR SUM(x.energy) <> 0) y
  JOIN card c ON c.id = y.card_id
  JOIN customer u ON u.id = c.customer_id
 GROUP BY u.number
 ORDER BY u.number LIMIT 1000;

-- Days that no list and no invoice would come to.
-- name: transaction.day_faults
SELECT SUBSTR(strftime('%Y-%m-%dT%H:%M:%SZ', x.id * 86400, 'unixepoch'), 1, 10) AS day, x.count
  FROM (SELECT t.place >> 48 AS id, COUNT(*) AS count FROM card_transaction t GROUP BY t.place >> 48) x
 WHERE NOT EXISTS (SELECT 1 FROM purchase_day d WHERE d.id = x.id)
 ORDER BY x.id LIMIT 1000;

-- Who stands elsewhere than its customer, card, authorisation and day have it (transaction_place).
-- name: transaction.place_faults
SELECT t.reference, COALESCE(c.number, a.card) AS card
  FROM card_transaction t
  LEFT JOIN card c ON c.id = t.card_id
  LEFT JOIN authorisation a ON a.id = t.authorisation_id
 WHERE ((t.place >> 31) & 131071) <> (t.customer_id & 131071) OR ((t.place >> 19) & 4095) <> (COALESCE(t.card_id, t.authorisation_id) & 4095)
    OR ABS(t.at / 86400 - (t.place >> 48)) > 1
 LIMIT 1000;

-- The same, and where they belong, in parts.
-- name: transaction.misplaced
SELECT t.id, t.customer_id AS customer, COALESCE(t.card_id, t.authorisation_id) AS buyer, t.at
  FROM card_transaction t
 WHERE t.id > :after
   AND (((t.place >> 31) & 131071) <> (t.customer_id & 131071) OR ((t.place >> 19) & 4095) <> (COALESCE(t.card_id, t.authorisation_id) & 4095)
        OR ABS(t.at / 86400 - (t.place >> 48)) > 1)
 ORDER BY t.id LIMIT 1000;

-- name: transaction.put_back
UPDATE card_transaction SET place = :place
 WHERE id = :id AND NOT EXISTS (SELECT 1 FROM card_transaction o WHERE o.place = :place AND o.id <> :id);

-- Who would not be billed for all there is: one row for each.
-- name: transaction.unbilled_faults
SELECT u.number, x.day AS wanted, s.since AS found
  FROM (SELECT t.customer_id, MIN(t.day) AS day FROM v_purchase t WHERE t.invoice_id IS NULL GROUP BY t.customer_id) x
  JOIN customer u ON u.id = x.customer_id
  LEFT JOIN unbilled s ON s.customer_id = x.customer_id
 WHERE s.since IS NULL OR s.since > x.day
 ORDER BY u.number LIMIT 1000;

-- name: transaction.fill_days
INSERT INTO purchase_day (id, day)
SELECT x.id, SUBSTR(strftime('%Y-%m-%dT%H:%M:%SZ', x.id * 86400, 'unixepoch'), 1, 10)
  FROM (SELECT DISTINCT t.place >> 48 AS id FROM card_transaction t) x
 WHERE NOT EXISTS (SELECT 1 FROM purchase_day d WHERE d.id = x.id);

-- name: transaction.clear_unbilled
DELETE FROM unbilled;

-- name: transaction.fill_unbilled
INSERT INTO unbilled (customer_id, since)
SELECT t.customer_id, MIN(t.day) FROM v_purchase t WHERE t.invoice_id IS NULL GROUP BY t.customer_id;

-- name: transaction.clear_card_months
DELETE FROM card_month;

-- name: transaction.clear_division_months
DELETE FROM division_month;

-- name: transaction.fill_card_months
INSERT INTO card_month (month, card_id, count, volume, energy, amount)
SELECT SUBSTR(t.day, 1, 7), t.card_id, COUNT(*), SUM(CASE WHEN t.product = 'electricity' THEN 0 ELSE COALESCE(t.volume, 0) END),
       SUM(CASE WHEN t.product = 'electricity' THEN COALESCE(t.volume, 0) ELSE 0 END), SUM(t.amount)
  FROM v_purchase t WHERE t.card_id IS NOT NULL GROUP BY SUBSTR(t.day, 1, 7), t.card_id;

-- name: transaction.fill_division_months
INSERT INTO division_month (customer_id, division_id, month, product, count, volume, amount)
SELECT t.customer_id, COALESCE(t.division_id, 0), SUBSTR(t.day, 1, 7), t.product, COUNT(*), SUM(COALESCE(t.volume, 0)), SUM(t.amount)
  FROM v_purchase t GROUP BY t.customer_id, COALESCE(t.division_id, 0), SUBSTR(t.day, 1, 7), t.product;
