-- ACC-13: one's second factor.

-- name: totp.account
SELECT id, login, last_name, first_name, email, language, profile, password, totp_sealed, totp_next_sealed
  FROM account WHERE id = :user

-- name: totp.try
UPDATE account SET totp_next_sealed = :sealed WHERE id = :user

-- name: totp.on
-- touches: account :user
UPDATE account SET totp_sealed = :sealed, totp_next_sealed = NULL, totp_counter = :step, totp_since = :now,
                   version = version + 1
 WHERE id = :user

-- name: totp.off
-- touches: account :user
UPDATE account SET totp_sealed = NULL, totp_next_sealed = NULL, totp_counter = NULL, totp_since = NULL,
                   version = version + 1
 WHERE id = :user

-- name: totp.end_codes
UPDATE account_code SET ended = 'replaced'
 WHERE account_id = :user AND kind = 'recovery' AND used_at IS NULL AND ended IS NULL

-- name: totp.add_code
INSERT INTO account_code (id, account_id, kind, mac, created_at, expires_at)
VALUES (:id, :user, 'recovery', :mac, :now, :until)
