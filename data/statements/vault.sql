-- What is sealed in the store, by the key it is sealed under: the first two signs of a value are the key's id.

-- name: vault.counts
SELECT 'account.totp_sealed' AS place, SUBSTR(totp_sealed, 1, 2) AS sealed_by, COUNT(*) AS count
  FROM account WHERE totp_sealed IS NOT NULL GROUP BY SUBSTR(totp_sealed, 1, 2)
UNION ALL
SELECT 'account.totp_next_sealed', SUBSTR(totp_next_sealed, 1, 2), COUNT(*)
  FROM account WHERE totp_next_sealed IS NOT NULL GROUP BY SUBSTR(totp_next_sealed, 1, 2)
UNION ALL
SELECT 'customer.code_sealed', SUBSTR(code_sealed, 1, 2), COUNT(*)
  FROM customer WHERE code_sealed IS NOT NULL GROUP BY SUBSTR(code_sealed, 1, 2)
UNION ALL
SELECT 'outbox.secret', SUBSTR(secret, 1, 2), COUNT(*)
  FROM outbox WHERE secret IS NOT NULL GROUP BY SUBSTR(secret, 1, 2)
UNION ALL
SELECT 'payment_card.number_sealed', SUBSTR(number_sealed, 1, 2), COUNT(*)
  FROM payment_card GROUP BY SUBSTR(number_sealed, 1, 2)
UNION ALL
SELECT 'rank.pin_sealed', SUBSTR(pin_sealed, 1, 2), COUNT(*)
  FROM rank WHERE pin_sealed IS NOT NULL GROUP BY SUBSTR(pin_sealed, 1, 2);

-- A page of what is sealed under a key, and a value sealed anew: no version moves, a form that is open stays good.
-- name: vault.totp
SELECT id, totp_sealed AS sealed FROM account
 WHERE SUBSTR(totp_sealed, 1, 2) = :sealed_by AND id > :after AND totp_sealed IS NOT NULL ORDER BY id LIMIT 50;
-- name: vault.set_totp
UPDATE account SET totp_sealed = :sealed WHERE id = :id;

-- name: vault.totp_next
SELECT id, totp_next_sealed AS sealed FROM account
 WHERE SUBSTR(totp_next_sealed, 1, 2) = :sealed_by AND id > :after AND totp_next_sealed IS NOT NULL ORDER BY id LIMIT 50;
-- name: vault.set_totp_next
UPDATE account SET totp_next_sealed = :sealed WHERE id = :id;

-- name: vault.code
SELECT id, code_sealed AS sealed FROM customer
 WHERE SUBSTR(code_sealed, 1, 2) = :sealed_by AND id > :after AND code_sealed IS NOT NULL ORDER BY id LIMIT 50;
-- name: vault.set_code
UPDATE customer SET code_sealed = :sealed WHERE id = :id;

-- name: vault.secret
SELECT id, secret AS sealed FROM outbox
 WHERE SUBSTR(secret, 1, 2) = :sealed_by AND id > :after AND secret IS NOT NULL ORDER BY id LIMIT 50;
-- name: vault.set_secret
UPDATE outbox SET secret = :sealed WHERE id = :id;

-- name: vault.number
SELECT id, number_sealed AS sealed FROM payment_card
 WHERE SUBSTR(number_sealed, 1, 2) = :sealed_by AND id > :after ORDER BY id LIMIT 50;
-- name: vault.set_number
UPDATE payment_card SET number_sealed = :sealed WHERE id = :id;

-- name: vault.pin
SELECT id, pin_sealed AS sealed FROM rank
 WHERE SUBSTR(pin_sealed, 1, 2) = :sealed_by AND id > :after AND pin_sealed IS NOT NULL ORDER BY id LIMIT 50;
-- name: vault.set_pin
UPDATE rank SET pin_sealed = :sealed WHERE id = :id;
