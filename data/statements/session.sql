-- ACC: who signs in.

-- name: session.account
SELECT id, login, last_name, first_name, kind, profile, all_customers, language, theme, state, valid_from, valid_until,
       password, failures, lock_level, locked_until, totp_sealed
  FROM account WHERE login_key = :login OR email_key = :login

-- name: session.account-by-id
SELECT id, login, last_name, first_name, kind, profile, all_customers, language, theme, state, valid_from, valid_until,
       password, failures, lock_level, locked_until, totp_sealed
  FROM account WHERE id = :id

-- name: session.rights
SELECT right_code FROM account_right WHERE account_id = :id

-- name: session.customers
SELECT customer_id FROM account_customer WHERE account_id = :id ORDER BY customer_id

-- name: session.acts
SELECT acts FROM profile WHERE code = :profile

-- name: session.count-try
UPDATE account SET failures = :failures, lock_level = :level, locked_until = :until WHERE id = :id

-- name: session.clear-tries
UPDATE account SET failures = 0, lock_level = 0, locked_until = NULL WHERE id = :id

-- name: session.signed-in
UPDATE account SET signed_in_at = :now WHERE id = :id

-- name: session.add
INSERT INTO session (id, account_id, pid, terminal, origin, host, boot, started, opened_at)
VALUES (:new_id, :id, :pid, :terminal, :origin, :host, :boot, :started, :now)

-- name: session.close
UPDATE session SET closed_at = :now, reason = :reason WHERE id = :session_id AND closed_at IS NULL

-- name: session.account-version
SELECT version FROM account WHERE id = :id

-- name: session.is-open
SELECT a.state, a.valid_until, s.closed_at, s.opened_at, s.ended_by
  FROM session s JOIN account a ON a.id = s.account_id WHERE s.id = :session_id

-- name: session.opened
SELECT id, host, boot, pid, started FROM session WHERE closed_at IS NULL ORDER BY id

-- name: session.facts
SELECT s.id, s.account_id, s.opened_at, s.closed_at, a.login
  FROM session s JOIN account a ON a.id = s.account_id WHERE s.id = :which

-- By the number that the lists show.
-- name: session.by-number
SELECT id, 0 AS customer_id, 0 AS version, CAST(id AS TEXT) AS key FROM session
 WHERE id = CASE WHEN length(:key) BETWEEN 1 AND 18 THEN CAST(:key AS BIGINT) END

-- name: session.end
-- touches: session :which
UPDATE session SET closed_at = :now, reason = 'ended', ended_by = :login WHERE id = :which AND closed_at IS NULL

-- name: session.note-try
INSERT INTO sign_in (id, account_id, at, kind, origin, terminal, outcome)
VALUES (:new_id, :id, :now, :kind, :origin, :terminal, 'refused')

-- name: session.note-done
UPDATE sign_in SET outcome = 'done', session_id = :session_id WHERE id = :attempt

-- The oldest first, since ids are given as time goes: no more than that many are ever looked at.
-- name: session.trim-tries
DELETE FROM sign_in
 WHERE id IN (SELECT x.id FROM (SELECT t.id, t.at FROM sign_in t ORDER BY t.id LIMIT 1000) AS x WHERE x.at < :before);

-- One that is open stays, however old.
-- name: session.trim-ended
DELETE FROM session
 WHERE id IN (SELECT s.id FROM session s WHERE s.closed_at < :before ORDER BY s.closed_at, s.id LIMIT 1000);

-- ACC-13: what an account has as second factor.
-- name: second.facts
SELECT id, totp_sealed, totp_next_sealed, totp_counter, totp_since FROM account WHERE id = :id

-- A code works once: whoever comes second finds its step used.
-- name: second.spend
UPDATE account SET totp_counter = :step WHERE id = :id AND (totp_counter IS NULL OR totp_counter < :step)

-- name: second.spend-recovery
UPDATE account_code SET used_at = :now, ended = 'used'
 WHERE mac = :mac AND account_id = :id AND kind = 'recovery' AND used_at IS NULL AND ended IS NULL

-- name: second.recovery-left
SELECT COUNT(*) AS codes FROM account_code
 WHERE account_id = :id AND kind = 'recovery' AND used_at IS NULL AND ended IS NULL
