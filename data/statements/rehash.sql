-- A password's hash made anew, with the parameters of today, when it is typed: what it is does not change.

-- name: rehash.account
UPDATE account SET password = :hash WHERE id = :user AND password = :before

-- Among the last ones too, which the present one is one of.
-- name: rehash.kept
UPDATE account_password SET hash = :hash WHERE account_id = :user AND hash = :before
