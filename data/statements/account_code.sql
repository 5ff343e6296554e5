-- ACC-04 to ACC-07: codes that are sent once and typed back once.

-- name: account_code.by_login
SELECT id FROM account WHERE login_key = :key OR email_key = :key

-- The first account of a customer, by what stands on its contract.
-- name: account_code.founder
SELECT a.id
  FROM customer c
  JOIN account_customer m ON m.customer_id = c.id
  JOIN account a ON a.id = m.account_id
 WHERE c.number = :key AND a.founder = 1
 ORDER BY m.account_id
 LIMIT 1

-- name: account_code.receiver
SELECT a.id, a.login, a.email, a.last_name, a.first_name, a.phone, a.kind, a.language, a.state, a.founder, a.password,
       a.invited_by, c.id AS customer_id, c.number, c.contract, c.country
  FROM account a
  LEFT JOIN customer c ON c.id = (SELECT MIN(m.customer_id) FROM account_customer m WHERE m.account_id = a.id)
 WHERE a.id = :user

-- name: account_code.live
SELECT id, expires_at, failures
  FROM account_code
 WHERE account_id = :user AND kind = :kind AND used_at IS NULL AND ended IS NULL
 ORDER BY id DESC
 LIMIT 1

-- name: account_code.of_mac
SELECT id FROM account_code WHERE mac = :mac

-- name: account_code.by_id
SELECT expires_at, used_at, ended FROM account_code WHERE id = :code

-- name: account_code.since
SELECT COUNT(*) AS codes FROM account_code WHERE account_id = :user AND kind = :kind AND created_at > :since

-- name: account_code.insert
INSERT INTO account_code (id, account_id, kind, mac, created_at, expires_at)
VALUES (:id, :user, :kind, :mac, :now, :expires_at)

-- name: account_code.replace
UPDATE account_code SET ended = 'replaced'
 WHERE account_id = :user AND kind = :kind AND used_at IS NULL AND ended IS NULL

-- name: account_code.count_try
UPDATE account_code SET failures = failures + 1 WHERE id = :code

-- name: account_code.take_back
UPDATE account_code SET failures = failures - 1 WHERE id = :code AND failures > 0

-- name: account_code.lock
UPDATE account_code SET ended = 'locked' WHERE id = :code AND used_at IS NULL AND ended IS NULL

-- One of several that come at once: the others change no row.
-- name: account_code.use
UPDATE account_code SET used_at = :now, ended = 'used'
 WHERE id = :code AND used_at IS NULL AND ended IS NULL AND expires_at > :now

-- Over for so long; a recovery code is not, until it is used or replaced.
-- name: account_code.trim
DELETE FROM account_code
 WHERE id IN (SELECT c.id FROM account_code c WHERE c.created_at < :before AND (c.ended IS NOT NULL OR c.expires_at < :before) LIMIT 1000);

-- name: account_code.invited
-- touches: account :user
UPDATE account SET invited_by = :maker, version = version + 1 WHERE id = :user AND state = 'invited'

-- name: account_code.activate
-- touches: account :user
UPDATE account SET state = 'active', password = :hash, password_set_at = :now, failures = 0, lock_level = 0,
                   locked_until = NULL, version = version + 1
 WHERE id = :user AND state = 'invited'

-- name: account_code.reset
-- touches: account :user
UPDATE account SET password = :hash, password_set_at = :now, failures = 0, lock_level = 0, locked_until = NULL,
                   version = version + 1
 WHERE id = :user AND state = 'active'

-- name: account_code.end_sessions
UPDATE session SET closed_at = :now, reason = 'ended' WHERE account_id = :user AND closed_at IS NULL
