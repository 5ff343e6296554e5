-- A row for each of his customers; one without a customer for the issuer's own people.
-- name: user.by_login
SELECT a.id, x.customer_id, a.version, a.login AS key
  FROM account a
  LEFT JOIN account_customer x ON x.account_id = a.id AND a.kind = 'customer'
 WHERE a.login_key = :key
 ORDER BY x.customer_id;

-- name: user.facts
SELECT id, login, last_name, first_name, email, kind, profile, language, state, failures, lock_level, locked_until,
       password, version
  FROM account WHERE id = :user;

-- What user.* looks at.
-- name: user.whole
SELECT id, login, last_name, first_name, email, phone, kind, profile, all_customers, language, state, founder, valid_from,
       valid_until, version, CASE WHEN password IS NULL THEN 0 ELSE 1 END AS password
  FROM account WHERE id = :user;

-- name: user.rights
SELECT right_code FROM account_right WHERE account_id = :user;

-- name: user.customers
SELECT c.id, c.number, c.first_order_at
  FROM account_customer x
  JOIN customer c ON c.id = x.customer_id
 WHERE x.account_id = :user
 ORDER BY c.number;

-- Whoever may be counted on to administrate: for good, from today on.
-- name: user.other_administrators
SELECT COUNT(*) AS others
  FROM account a
 WHERE a.profile = 'administrator' AND a.state = 'active' AND a.valid_until IS NULL AND a.id <> :user
   AND (a.valid_from IS NULL OR a.valid_from <= :today)
   AND EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'users');

-- name: user.of_customer
SELECT account_id FROM account_customer WHERE customer_id = :customer ORDER BY account_id LIMIT 1;

-- Invited: who has no password yet.
-- name: user.add
INSERT INTO account (id, login, login_key, email, email_key, last_name, first_name, name_key, phone, kind, profile,
                     all_customers, founder, language, state, valid_from, valid_until, invited_by, created_at)
VALUES (:id, :login_text, :login_key, :email, :email_key, :last_name, :first_name, :name_key, :phone, :kind, :profile,
        :all_customers, :founder, :language, 'invited', :valid_from, :valid_until, :maker, :now);

-- name: user.change
-- touches: account :user
UPDATE account
   SET email = :email, email_key = :email_key, last_name = :last_name, first_name = :first_name, name_key = :name_key,
       phone = :phone, profile = :profile, language = :language, valid_from = :valid_from, valid_until = :valid_until,
       rights = :rights, customers = :customers, all_customers = :all_customers, version = version + 1
 WHERE id = :user;

-- name: user.list
UPDATE account SET rights = :rights, customers = :customers WHERE id = :user;

-- name: user.add_right
INSERT INTO account_right (account_id, right_code) VALUES (:user, :right)
ON CONFLICT (account_id, right_code) DO NOTHING;

-- name: user.drop_right
DELETE FROM account_right WHERE account_id = :user AND right_code = :right;

-- name: user.drop_customer
DELETE FROM account_customer WHERE account_id = :user AND customer_id = :customer;

-- A lock stays: it is an administrator's to lift (ACC-09).
-- name: user.set_state
-- touches: account :user
UPDATE account SET state = :state, version = version + 1 WHERE id = :user;

-- name: user.end_sessions
UPDATE session SET closed_at = :now, reason = 'ended', ended_by = :login WHERE account_id = :user AND closed_at IS NULL;

-- Those that were sent; his second factor stays, and its recovery codes with it.
-- name: user.end_codes
UPDATE account_code SET ended = 'replaced'
 WHERE account_id = :user AND (kind = 'activation' OR kind = 'reset') AND used_at IS NULL AND ended IS NULL;

-- name: user.by_email
SELECT id, login FROM account WHERE email_key = :email_key;

-- name: user.insert
-- touches: account :id
INSERT INTO account (id, login, login_key, email, email_key, last_name, first_name, name_key, phone, kind, profile,
                     all_customers, language, state, valid_until, password, password_set_at, created_at)
VALUES (:id, :login_text, :login_key, :email, :email_key, :last_name, :first_name, :name_key, :phone, :kind, :profile,
        :all_customers, :language, :state, :valid_until, :password, :now, :now);

-- name: user.insert_right
INSERT INTO account_right (account_id, right_code)
SELECT a.id, p.right_code FROM account a JOIN profile_right p ON p.profile = a.profile WHERE a.id = :user;

-- name: user.insert_customer
INSERT INTO account_customer (account_id, customer_id) VALUES (:user, :customer)
ON CONFLICT (account_id, customer_id) DO NOTHING;

-- name: user.keep_password
INSERT INTO account_password (account_id, set_at, hash) VALUES (:user, :now, :hash)
ON CONFLICT (account_id, set_at) DO UPDATE SET hash = excluded.hash;

-- name: user.last_passwords
SELECT hash FROM account_password WHERE account_id = :user ORDER BY set_at DESC LIMIT :most;

-- name: user.set_password
-- touches: account :user
UPDATE account SET password = :hash, password_set_at = :now, version = version + 1 WHERE id = :user;

-- name: user.set_language
-- touches: account :user
UPDATE account SET language = :language, version = version + 1 WHERE id = :user;

-- name: user.unlock
-- touches: account :user
UPDATE account SET failures = 0, lock_level = 0, locked_until = NULL, version = version + 1 WHERE id = :user;

-- name: profile.facts
SELECT code, kind, acts FROM profile WHERE code = :profile;

-- name: profile.rights
SELECT right_code FROM profile_right WHERE profile = :profile;

-- name: seed.product
INSERT INTO product (code, kind, position) VALUES (:code, :kind, :position)
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, position = excluded.position;

-- name: seed.profile
INSERT INTO profile (code, kind, acts, position) VALUES (:code, :kind, :acts, :position)
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, acts = excluded.acts, position = excluded.position;

-- name: seed.profile_right
INSERT INTO profile_right (profile, right_code) VALUES (:profile, :right)
ON CONFLICT (profile, right_code) DO NOTHING;

-- name: keep.put
INSERT INTO keepsake (account_id, kind, name, content, shared, kept_at)
VALUES (:account, :kind, :name, :content, :shared, :now)
ON CONFLICT (account_id, kind, name)
DO UPDATE SET content = excluded.content, shared = excluded.shared, kept_at = excluded.kept_at;

-- name: keep.drop
DELETE FROM keepsake WHERE account_id = :account AND kind = :kind AND name = :name;

-- name: keep.trim_recent
DELETE FROM keepsake
 WHERE account_id = :account AND kind = 'recent'
   AND name NOT IN (SELECT k.name FROM keepsake k
                     WHERE k.account_id = :account AND k.kind = 'recent'
                     ORDER BY k.kept_at DESC, k.name LIMIT 20);
