-- PAY: payment cards, and who issues them.

-- "C00123/1111": by its last four digits; "C00123/#5": by its own number, which is of one alone.
-- name: payment_card.by_key
SELECT p.id, p.customer_id, p.version, SUBSTR(p.first, 1, 4) || ' ' || SUBSTR(p.first, 5, 2) || '•• •••• ' || p.last AS key
  FROM payment_card p
 WHERE p.customer_id = :customer AND (p.last = :key OR '#' || CAST(p.id AS TEXT) = :key);

-- name: payment_card.range
SELECT last, kind, name FROM issuer_range WHERE first <= :number ORDER BY first DESC LIMIT 1;

-- name: payment_card.same
SELECT name FROM payment_card WHERE customer_id = :customer AND mac = :mac;

-- name: payment_card.insert
-- touches: payment_card :id
INSERT INTO payment_card (id, customer_id, name, name_key, number_sealed, mac, first, last, brand, expires_on, created_by, created_at)
VALUES (:id, :customer, :name, :name_key, :sealed, :mac, :first, :last, :brand, :expires_on, :login, :now);

-- name: payment_card.facts
SELECT name, first, last, brand FROM payment_card WHERE id = :id;

-- name: payment_card.delete
-- touches: payment_card :id
DELETE FROM payment_card WHERE id = :id;

-- Whose ranges are the file's alone, whatever they were before.
-- name: seed.issuer_range_clear
DELETE FROM issuer_range WHERE first IS NOT NULL;

-- name: seed.issuer_range
INSERT INTO issuer_range (first, last, brand, kind, name) VALUES (:first, :last, :brand, :kind, :name);
