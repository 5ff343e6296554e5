-- ACC: who signs in.

-- name: session.account
SELECT id, login, last_name, first_name, kind, profile, all_customers, language, theme, state, valid_from, valid_until,
       password, failures, lock_level, locked_until
  FROM account WHERE login_key = :login OR email_key = :login

-- name: session.account-by-id
SELECT id, login, last_name, first_name, kind, profile, all_customers, language, theme, state, valid_from, valid_until,
       password, failures, lock_level, locked_until
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
UPDATE account SET failures = 0, lock_level = 0, locked_until = NULL, signed_in_at = :now WHERE id = :id

-- name: session.add
INSERT INTO session (id, account_id, pid, terminal, origin, opened_at)
VALUES (:new_id, :id, :pid, :terminal, :origin, :now)

-- name: session.close
UPDATE session SET closed_at = :now, reason = :reason WHERE id = :session_id AND closed_at IS NULL

-- name: session.is-open
SELECT a.state, a.valid_until, s.closed_at FROM session s JOIN account a ON a.id = s.account_id WHERE s.id = :session_id
