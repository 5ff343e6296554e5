-- Find anything: terms in a range, then what each is about.

-- name: find.range
SELECT term, kind, id
  FROM search_key
 WHERE term >= :first AND term < :last
 ORDER BY term, kind, id
 LIMIT :most;

-- name: find.range_count
SELECT COUNT(*) AS keys
  FROM (SELECT 1 AS one FROM search_key WHERE term >= :first AND term < :last LIMIT :most) AS part_0;

-- name: find.range_after
SELECT term, kind, id
  FROM (SELECT term, kind, id FROM search_key
         WHERE term = :term AND kind = :kind AND id > :id
         ORDER BY id LIMIT :most) AS part_0
UNION ALL
SELECT term, kind, id
  FROM (SELECT term, kind, id FROM search_key
         WHERE term = :term AND kind > :kind
         ORDER BY kind, id LIMIT :most) AS part_1
UNION ALL
SELECT term, kind, id
  FROM (SELECT term, kind, id FROM search_key
         WHERE term > :term AND term < :last
         ORDER BY term, kind, id LIMIT :most) AS part_2
 LIMIT :most;

-- name: find.card
SELECT c.customer_id, c.number AS found_key, c.plate AS label_1, c.driver AS label_2, c.state, u.name AS customer
  FROM card c
  JOIN customer u ON u.id = c.customer_id
 WHERE c.id = :id;

-- name: find.customer
SELECT u.id AS customer_id, u.number AS found_key, u.name AS label_1, NULL AS label_2, u.state, u.name AS customer
  FROM customer u
 WHERE u.id = :id;

-- name: find.driver
SELECT d.customer_id, u.number || '/' || COALESCE(d.code, '') AS found_key, d.name AS label_1, d.code AS label_2, d.state, u.name AS customer
  FROM driver d
  JOIN customer u ON u.id = d.customer_id
 WHERE d.id = :id;

-- Past its end it is expired, whether or not the night has written it down.
-- name: find.authorisation
SELECT a.customer_id, a.number AS found_key, a.plate AS label_1, a.driver AS label_2,
       CASE WHEN (a.state = 'registered' OR a.state = 'active') AND a.valid_until <= :now THEN 'expired' ELSE a.state END AS state, u.name AS customer
  FROM authorisation a
  JOIN customer u ON u.id = a.customer_id
 WHERE a.id = :id;

-- A row for each of his customers; the issuer's people have none.
-- name: find.user
SELECT x.customer_id, a.login AS found_key, a.last_name AS label_1, a.first_name AS label_2, a.state, u.name AS customer
  FROM account a
  LEFT JOIN account_customer x ON x.account_id = a.id AND a.kind = 'customer'
  LEFT JOIN customer u ON u.id = x.customer_id
 WHERE a.id = :id
 ORDER BY x.customer_id;

-- name: find.invoice
SELECT i.customer_id, i.number AS found_key, i.date AS label_1, NULL AS label_2, i.state, u.name AS customer
  FROM invoice i
  JOIN customer u ON u.id = i.customer_id
 WHERE i.id = :id;

-- name: find.customer_of
SELECT customer_id FROM card WHERE :kind = 'card' AND id = :id
UNION ALL SELECT customer_id FROM driver WHERE :kind = 'driver' AND id = :id
UNION ALL SELECT customer_id FROM authorisation WHERE :kind = 'authorisation' AND id = :id
UNION ALL SELECT customer_id FROM invoice WHERE :kind = 'invoice' AND id = :id;

-- name: find.own_count
SELECT COALESCE(SUM(t.cards), 0) AS cards FROM card_tally t WHERE t.customer_id = :customer;

-- name: find.own_cards
SELECT id, number, plate_key, phone, driver_key FROM card WHERE customer_id = :customer ORDER BY number LIMIT :most;

-- name: find.own_drivers
SELECT id, name_key FROM driver WHERE customer_id = :customer ORDER BY name_key, id LIMIT :most;

-- As the search keys have them: plate, phone and driver while it is still to end.
-- name: find.own_authorisations
SELECT id, card, CASE WHEN state = 'registered' OR state = 'active' THEN plate_key END, CASE WHEN state = 'registered' OR state = 'active' THEN phone END,
       CASE WHEN state = 'registered' OR state = 'active' THEN driver_key END, number_key
  FROM authorisation WHERE customer_id = :customer ORDER BY id DESC LIMIT :most;

-- name: find.own_users
SELECT a.id, a.name_key, a.login_key, a.email_key
  FROM account_customer x
  JOIN account a ON a.id = x.account_id AND a.kind = 'customer'
 WHERE x.customer_id = :customer
 ORDER BY x.account_id
 LIMIT :most;

-- name: find.own_invoices
SELECT id, number_key FROM invoice WHERE customer_id = :customer ORDER BY date DESC, id DESC LIMIT :most;

-- name: find.own_customer
SELECT id, name_key, number FROM customer WHERE id = :customer LIMIT :most;
