-- name: search.page
SELECT term, kind, id FROM search_key WHERE term > :term ORDER BY term, kind, id LIMIT 5000;

-- name: search.rest_of_term
SELECT term, kind, id FROM search_key WHERE term = :term ORDER BY kind, id;

-- name: search.clear
DELETE FROM search_key;

-- name: search.insert
INSERT INTO search_key (term, kind, id) VALUES (:term, :kind, :id) ON CONFLICT (term, kind, id) DO NOTHING;

-- name: search.cards
SELECT id, number, plate_key, phone, driver FROM card WHERE id > :after ORDER BY id LIMIT 5000;

-- name: search.customers
SELECT id, number, name FROM customer WHERE id > :after ORDER BY id LIMIT 5000;

-- name: search.drivers
SELECT id, name, code FROM driver WHERE id > :after ORDER BY id LIMIT 5000;

-- name: search.authorisations
SELECT id, number, card, plate_key, phone, driver, CASE WHEN state = 'registered' OR state = 'active' THEN 1 ELSE 0 END AS live
  FROM authorisation WHERE id > :after ORDER BY id LIMIT 5000;

-- name: search.accounts
SELECT id, login, last_name, first_name, email FROM account WHERE id > :after ORDER BY id LIMIT 5000;

-- name: search.invoices
SELECT id, number FROM invoice WHERE id > :after ORDER BY id LIMIT 5000;
