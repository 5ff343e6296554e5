-- INV-07: what is to be billed, the papers that come of it.

-- name: seed.vat_rate
INSERT INTO vat_rate (country, since, rate) VALUES (:country, :since, :rate)
ON CONFLICT (country, since) DO UPDATE SET rate = excluded.rate;

-- Whoever has transactions unbilled up to a day, and since when.
-- name: billing.unbilled
SELECT b.customer_id AS id, b.since FROM unbilled b WHERE b.since <= :until ORDER BY b.customer_id;

-- Whoever has something else.
-- name: billing.customers
SELECT u.id
  FROM customer u
 WHERE u.id > :after
   AND (EXISTS (SELECT 1 FROM passage p WHERE p.customer_id = u.id AND p.invoice_id IS NULL AND p.day <= :until)
        OR EXISTS (SELECT 1 FROM fee f WHERE f.customer_id = u.id AND f.invoice_id IS NULL AND f.day <= :until))
 ORDER BY u.id
 LIMIT 1000;

-- Where fees are asked, any of them may owe one.
-- name: billing.customers_all
SELECT u.id FROM customer u WHERE u.id > :after ORDER BY u.id LIMIT 1000;

-- name: billing.customer
SELECT u.id, u.number, u.contract, u.name, u.language, u.currency, u.vat, u.state, l.id AS legal, b.id AS billing
  FROM customer u
  LEFT JOIN address l ON l.customer_id = u.id AND l.kind = 'legal'
  LEFT JOIN address b ON b.customer_id = u.id AND b.kind = 'billing'
 WHERE u.id = :customer;

-- By rate; since: the oldest unbilled day; last: no line that came later.
-- name: billing.transaction_rates
SELECT t.vat_rate, COUNT(*) AS count, SUM(t.amount) AS amount
  FROM v_purchase_of_customer t
 WHERE t.customer_id = :customer AND t.invoice_id IS NULL AND t.day >= :since AND t.day <= :until AND t.id <= :last
 GROUP BY t.vat_rate;

-- Of a passage without one the rate is that of its operator's country on that day.
-- name: billing.passage_rates
SELECT x.vat_rate, COUNT(*) AS count, SUM(x.amount) AS amount
  FROM (SELECT p.amount,
               COALESCE(p.vat_rate, (SELECT v.rate FROM vat_rate v WHERE v.country = o.country AND v.since <= p.day ORDER BY v.since DESC LIMIT 1),
                        0) AS vat_rate
          FROM passage p
          JOIN toll_operator o ON o.code = p.operator
         WHERE p.customer_id = :customer AND p.invoice_id IS NULL AND p.day <= :until AND p.id <= :last) AS x
 GROUP BY x.vat_rate;

-- name: billing.transactions
SELECT t.id, t.place, t.day, t.at, COALESCE(t.card_number, a.card) AS card, COALESCE(t.plate, a.plate) AS plate,
       COALESCE(d.name, a.driver) AS driver,
       COALESCE(s.name || ', ' || s.town, t.station) AS station,
       t.product AS code, t.reference, t.volume, t.unit_price, t.vat_rate, t.amount
  FROM v_purchase_of_customer t
  LEFT JOIN authorisation a ON a.id = t.authorisation_id
  LEFT JOIN driver d ON d.id = t.driver_id
  LEFT JOIN station s ON s.code = t.station
 WHERE t.customer_id = :customer AND t.invoice_id IS NULL AND t.day >= :day AND t.day <= :until AND (t.day > :day OR t.place > :after)
 ORDER BY t.day, t.place
 LIMIT 2000;

-- name: billing.passages
SELECT p.id, p.id AS place, p.day, p.at, c.number AS card, c.plate, c.driver, p.exit AS station, p.operator AS code, p.reference, NULL AS volume, NULL AS unit_price,
       COALESCE(p.vat_rate, (SELECT v.rate FROM vat_rate v WHERE v.country = o.country AND v.since <= p.day ORDER BY v.since DESC LIMIT 1), 0) AS vat_rate,
       p.amount
  FROM passage p
  JOIN toll_operator o ON o.code = p.operator
  LEFT JOIN card c ON c.id = p.card_id
 WHERE p.customer_id = :customer AND p.invoice_id IS NULL AND p.day >= :day AND p.day <= :until AND (p.day > :day OR p.id > :after)
 ORDER BY p.day, p.id
 LIMIT 2000;

-- Those that were billed and credited since.
-- name: billing.fees
SELECT f.id, f.kind AS code, f.day, f.count, f.unit_price, f.vat_rate, f.amount
  FROM fee f
 WHERE f.customer_id = :customer AND f.invoice_id IS NULL AND f.day <= :until
 ORDER BY f.day, f.kind;

-- name: billing.fee_of
SELECT f.id FROM fee f WHERE f.customer_id = :customer AND f.kind = :kind AND f.day = :day;

-- name: billing.fee_last
SELECT MAX(f.day) AS day FROM fee f WHERE f.customer_id = :customer;

-- name: billing.vat_rate
SELECT v.rate FROM vat_rate v WHERE v.country = :country AND v.since <= :day ORDER BY v.since DESC LIMIT 1;

-- Cards that pay, of those that were there by the end of the month.
-- name: billing.usable_cards
SELECT COUNT(*) AS count
  FROM card c
 WHERE c.customer_id = :customer AND c.created_on <= :until AND c.expires_on >= :day AND (c.state = 'active' OR c.state = 'cancelled');

-- Issues made once more, at the customer's asking: a renewal is no such one.
-- name: billing.reissued_cards
SELECT COUNT(*) AS count
  FROM card c
  JOIN rank r ON r.card_id = c.id
 WHERE c.customer_id = :customer AND (r.cause = 'duplicate' OR r.cause = 'reproduction') AND r.active_at >= :start AND r.active_at < :end;

-- name: billing.fee_insert
INSERT INTO fee (id, customer_id, kind, day, count, unit_price, vat_rate, amount, invoice_id)
VALUES (:id, :customer, :kind, :day, :count, :unit_price, :vat_rate, :amount, :invoice);

-- name: billing.take_transactions
UPDATE card_transaction SET invoice_id = :invoice
 WHERE id IN (SELECT t.id FROM v_purchase_of_customer t
               WHERE t.customer_id = :customer AND t.invoice_id IS NULL AND t.day >= :since AND t.day <= :until AND t.id <= :last);

-- What they leave: nothing is older than what was noted.
-- name: billing.left_transactions
SELECT t.day FROM v_purchase_of_customer t
 WHERE t.customer_id = :customer AND t.invoice_id IS NULL
   AND t.day >= (SELECT b.since FROM unbilled b WHERE b.customer_id = :customer)
 ORDER BY t.day LIMIT 1;

-- name: billing.left_since
UPDATE unbilled SET since = :day WHERE customer_id = :customer;

-- name: billing.left_nothing
DELETE FROM unbilled WHERE customer_id = :customer;

-- The rate that it is billed with stays.
-- name: billing.take_passages
UPDATE passage
   SET invoice_id = :invoice,
       vat_rate = COALESCE(vat_rate, (SELECT v.rate FROM toll_operator o JOIN vat_rate v ON v.country = o.country
                                       WHERE o.code = passage.operator AND v.since <= passage.day ORDER BY v.since DESC LIMIT 1), 0)
 WHERE customer_id = :customer AND invoice_id IS NULL AND day <= :until AND id <= :last;

-- name: billing.take_fees
UPDATE fee SET invoice_id = :invoice WHERE customer_id = :customer AND invoice_id IS NULL AND day <= :until;

-- Credited as a whole, to be billed anew.
-- name: billing.oldest_of
SELECT t.customer_id AS customer, MIN(t.day) AS day FROM v_purchase t WHERE t.invoice_id = :invoice GROUP BY t.customer_id;

-- name: billing.free_transactions
UPDATE card_transaction SET invoice_id = NULL WHERE invoice_id = :invoice;

-- name: billing.free_passages
UPDATE passage SET invoice_id = NULL WHERE invoice_id = :invoice;

-- name: billing.free_fees
UPDATE fee SET invoice_id = NULL WHERE invoice_id = :invoice;

-- name: billing.series
SELECT last FROM invoice_series WHERE series = :series;

-- The next number and no other.
-- name: billing.series_take
INSERT INTO invoice_series (series, last) VALUES (:series, :position)
ON CONFLICT (series) DO UPDATE SET last = excluded.last WHERE invoice_series.last = excluded.last - 1;

-- name: billing.insert
INSERT INTO invoice (id, number, number_key, kind, series, position, customer_id, from_day, until_day, date, due_on, currency, language, recipient,
                     net, vat, amount, credited_id, reason, paper, paper_size, signature, copy, copy_size, copy_signature, created_at, created_by)
VALUES (:id, :number, :number_key, :kind, :series, :position, :customer, :from, :until, :date, :due_on, :currency, :language, :recipient,
        :net, :vat, :amount, :credited, :reason, :paper, :paper_size, :signature, :copy, :copy_size, :copy_signature, :now, :login);

-- name: billing.insert_vat
INSERT INTO invoice_vat (invoice_id, vat_rate, net, vat, amount) VALUES (:invoice, :vat_rate, :net, :vat, :amount);

-- What a run has just made for a customer; after: the newest there was before it, whence (+ 0) it is walked.
-- name: billing.newest
SELECT i.id, i.number, i.kind, i.net, i.vat, i.amount FROM invoice i WHERE i.customer_id + 0 = :customer AND i.id > :after ORDER BY i.id DESC LIMIT 1;

-- name: billing.last_id
SELECT i.id FROM invoice i ORDER BY i.id DESC LIMIT 1;

-- What an invoice and its credit notes come to, rate by rate.
-- name: billing.rates_of
SELECT v.vat_rate, v.net, v.vat, v.amount FROM invoice_vat v WHERE v.invoice_id = :invoice ORDER BY v.vat_rate;

-- name: billing.credited
SELECT v.vat_rate, SUM(v.net) AS net, SUM(v.vat) AS vat, SUM(v.amount) AS amount
  FROM invoice n
  JOIN invoice_vat v ON v.invoice_id = n.id
 WHERE n.credited_id = :invoice
 GROUP BY v.vat_rate;

-- What is left of an invoice once its credit notes are taken off, and whether its lines are on it still.
-- name: billing.standing
SELECT i.kind, i.amount, i.amount + COALESCE((SELECT SUM(n.amount) FROM invoice n WHERE n.credited_id = i.id), 0) AS owed, u.number AS customer,
       CASE WHEN EXISTS (SELECT 1 FROM card_transaction t WHERE t.invoice_id = i.id)
              OR EXISTS (SELECT 1 FROM passage p WHERE p.invoice_id = i.id)
              OR EXISTS (SELECT 1 FROM fee f WHERE f.invoice_id = i.id) THEN 1 ELSE 0 END AS has_lines
  FROM invoice i
  JOIN customer u ON u.id = i.customer_id
 WHERE i.id = :invoice;

-- name: billing.to_credit
SELECT i.id, i.number, i.kind, i.customer_id, u.number AS customer, u.contract, u.name AS customer_name, u.vat AS customer_vat, u.language, i.currency,
       i.from_day, i.until_day, i.date, i.recipient, i.net, i.vat, i.amount
  FROM invoice i
  JOIN customer u ON u.id = i.customer_id
 WHERE i.id = :invoice;

-- INV-06: a customer's invoices and credit notes of a period, and what it owed before.
-- name: billing.papers
SELECT i.id, i.number, i.kind, i.date, i.amount
  FROM invoice i
 WHERE i.customer_id = :customer AND i.date >= :from AND i.date <= :until AND (i.kind = 'invoice' OR i.kind = 'credit_note')
 ORDER BY i.date, i.id;

-- name: billing.opening
SELECT COALESCE(SUM(i.amount), 0) AS amount
  FROM invoice i
 WHERE i.customer_id = :customer AND i.date < :from AND (i.kind = 'invoice' OR i.kind = 'credit_note');

-- The last statement of the same period, and whether a paper up to its end has come since.
-- name: billing.statement_of
SELECT s.id, s.number, s.created_at,
       (SELECT COUNT(*) FROM invoice i
         WHERE i.customer_id = s.customer_id AND i.date <= s.until_day AND i.id > s.id AND (i.kind = 'invoice' OR i.kind = 'credit_note')) AS since
  FROM invoice s
 WHERE s.customer_id = :customer AND s.kind = 'statement' AND s.from_day = :from AND s.until_day = :until
 ORDER BY s.id DESC
 LIMIT 1;

-- name: billing.customers_stated
SELECT u.id
  FROM customer u
 WHERE u.id > :after
   AND EXISTS (SELECT 1 FROM invoice i
                WHERE i.customer_id = u.id AND i.date >= :from AND i.date <= :until AND (i.kind = 'invoice' OR i.kind = 'credit_note'))
 ORDER BY u.id
 LIMIT 1000;

-- What "guichet check" compares: no number is missing, none is there twice, each paper says what its lines come to.
-- name: check.series
SELECT s.series, s.last, COUNT(i.id) AS papers, COALESCE(MAX(i.position), 0) AS highest
  FROM invoice_series s
  LEFT JOIN invoice i ON i.series = s.series
 GROUP BY s.series, s.last
HAVING COUNT(i.id) <> s.last OR COALESCE(MAX(i.position), 0) <> s.last
 LIMIT 1000;

-- name: check.invoices
SELECT i.number, i.amount, i.net, i.vat
  FROM invoice i
 WHERE (i.net + i.vat <> i.amount AND i.kind <> 'statement')
    OR (i.kind <> 'statement'
        AND (i.amount <> COALESCE((SELECT SUM(v.amount) FROM invoice_vat v WHERE v.invoice_id = i.id), 0)
             OR i.vat <> COALESCE((SELECT SUM(v.vat) FROM invoice_vat v WHERE v.invoice_id = i.id), 0)))
    OR NOT EXISTS (SELECT 1 FROM invoice_series s WHERE s.series = i.series AND s.last >= i.position)
 LIMIT 1000;

-- Of one that was credited to be billed anew no line is left.
-- name: check.invoice_lines
SELECT i.number, i.amount,
       COALESCE((SELECT SUM(t.amount) FROM card_transaction t WHERE t.invoice_id = i.id), 0)
       + COALESCE((SELECT SUM(p.amount) FROM passage p WHERE p.invoice_id = i.id), 0)
       + COALESCE((SELECT SUM(f.amount) FROM fee f WHERE f.invoice_id = i.id), 0) AS lines,
       i.id
  FROM invoice i
 WHERE i.kind = 'invoice'
   AND i.amount <> COALESCE((SELECT SUM(t.amount) FROM card_transaction t WHERE t.invoice_id = i.id), 0)
                   + COALESCE((SELECT SUM(p.amount) FROM passage p WHERE p.invoice_id = i.id), 0)
                   + COALESCE((SELECT SUM(f.amount) FROM fee f WHERE f.invoice_id = i.id), 0)
   AND (EXISTS (SELECT 1 FROM card_transaction t WHERE t.invoice_id = i.id)
        OR EXISTS (SELECT 1 FROM passage p WHERE p.invoice_id = i.id)
        OR EXISTS (SELECT 1 FROM fee f WHERE f.invoice_id = i.id)
        OR NOT EXISTS (SELECT 1 FROM invoice n WHERE n.credited_id = i.id))
 LIMIT 1000;

-- What an invoice says of a rate is what its lines of that rate come to, its VAT that of the whole, to the nearest cent; of
-- a credit note, which may be one part of several, within one.
-- name: check.invoice_rates
SELECT i.number, v.vat_rate, v.amount, v.vat
  FROM invoice_vat v
  JOIN invoice i ON i.id = v.invoice_id
 WHERE v.net + v.vat <> v.amount
    OR ABS(2 * v.vat * (10000 + v.vat_rate) - 2 * v.amount * v.vat_rate)
       > CASE WHEN i.kind = 'invoice' THEN 10000 + v.vat_rate ELSE 2 * (10000 + v.vat_rate) END
    OR (i.kind = 'invoice'
        AND v.amount <> COALESCE((SELECT SUM(t.amount) FROM card_transaction t WHERE t.invoice_id = i.id AND t.vat_rate = v.vat_rate), 0)
                        + COALESCE((SELECT SUM(p.amount) FROM passage p WHERE p.invoice_id = i.id AND p.vat_rate = v.vat_rate), 0)
                        + COALESCE((SELECT SUM(f.amount) FROM fee f WHERE f.invoice_id = i.id AND f.vat_rate = v.vat_rate), 0)
        AND (EXISTS (SELECT 1 FROM card_transaction t WHERE t.invoice_id = i.id)
             OR EXISTS (SELECT 1 FROM passage p WHERE p.invoice_id = i.id)
             OR EXISTS (SELECT 1 FROM fee f WHERE f.invoice_id = i.id)))
 LIMIT 1000;

-- name: check.numbers
SELECT i.number, i.series, i.position
  FROM invoice i
 WHERE i.number <> i.series || '-' || CASE WHEN i.position < 1000000 THEN SUBSTR(CAST(1000000 + i.position AS TEXT), 2)
                                           ELSE CAST(i.position AS TEXT) END
 LIMIT 1000;

-- A credit note is of an invoice of the same customer; all of them together are not of more than it.
-- name: check.credits
SELECT n.number, i.number AS invoice, i.amount, (SELECT SUM(c.amount) FROM invoice c WHERE c.credited_id = i.id) AS credited
  FROM invoice n
  JOIN invoice i ON i.id = n.credited_id
 WHERE n.kind = 'credit_note'
   AND (i.kind <> 'invoice' OR i.customer_id <> n.customer_id OR n.amount >= 0
        OR i.amount + (SELECT SUM(c.amount) FROM invoice c WHERE c.credited_id = i.id) < 0)
 LIMIT 1000;

-- name: check.credits_alone
SELECT n.number
  FROM invoice n
 WHERE n.kind = 'credit_note' AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.id = n.credited_id)
 LIMIT 1000;

-- What a statement says is owed is what there was by then.
-- name: check.statements
SELECT s.number, s.amount,
       COALESCE((SELECT SUM(i.amount) FROM invoice i
                  WHERE i.customer_id = s.customer_id AND i.date <= s.until_day AND i.id < s.id AND i.kind <> 'statement'), 0) AS owed
  FROM invoice s
 WHERE s.kind = 'statement'
   AND s.amount <> COALESCE((SELECT SUM(i.amount) FROM invoice i
                              WHERE i.customer_id = s.customer_id AND i.date <= s.until_day AND i.id < s.id AND i.kind <> 'statement'), 0)
 LIMIT 1000;

-- A line that says it is on an invoice that is not there, or on another customer's.
-- name: check.billed
SELECT t.id, t.invoice_id, i.customer_id, t.customer_id AS owner
  FROM card_transaction t
  LEFT JOIN invoice i ON i.id = t.invoice_id
 WHERE t.invoice_id IS NOT NULL AND (i.id IS NULL OR i.customer_id <> t.customer_id OR i.kind <> 'invoice')
UNION ALL
SELECT p.id, p.invoice_id, i.customer_id, p.customer_id
  FROM passage p
  LEFT JOIN invoice i ON i.id = p.invoice_id
 WHERE p.invoice_id IS NOT NULL AND (i.id IS NULL OR i.customer_id <> p.customer_id OR i.kind <> 'invoice')
UNION ALL
SELECT f.id, f.invoice_id, i.customer_id, f.customer_id
  FROM fee f
  LEFT JOIN invoice i ON i.id = f.invoice_id
 WHERE f.invoice_id IS NOT NULL AND (i.id IS NULL OR i.customer_id <> f.customer_id OR i.kind <> 'invoice')
 LIMIT 1000;
