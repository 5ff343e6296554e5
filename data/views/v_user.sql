-- customer_id: the first of the customers of a customer's user, who may have several (v_user_customer); NULL for the
-- issuer's own people, whom no customer's user is shown, whichever customers they are bound to.  A state is one of
-- time too (screens/users.cfg): from when, until when, and until when it is locked.
CREATE VIEW v_user AS
SELECT a.id, a.login, a.login_key, a.last_name, a.first_name, a.name_key, a.email, a.phone, a.kind, a.profile, a.language, a.state,
       a.valid_from, a.valid_until, a.totp_since, a.failures, a.locked_until, a.signed_in_at, a.created_at, a.all_customers,
       a.rights, a.customers,
       CASE WHEN a.kind = 'customer' THEN (SELECT MIN(c.customer_id) FROM account_customer c WHERE c.account_id = a.id) END AS customer_id,
       CASE WHEN a.state <> 'disabled' THEN a.valid_until END AS ends_on,
       CASE WHEN a.state = 'active' THEN a.valid_from END AS starts_on,
       CASE WHEN a.state = 'active' THEN a.locked_until END AS locked_at,
       CASE WHEN a.state = 'invited' THEN 1 ELSE 0 END AS invited,
       CASE WHEN a.state = 'disabled' THEN 0 ELSE 1 END AS enabled,
       CASE WHEN a.state = 'disabled' OR a.failures > 0 OR a.lock_level > 0 THEN 1 ELSE 0 END AS hindered,
       CASE WHEN a.totp_since IS NULL THEN 0 ELSE 1 END AS has_totp,
       m.login AS invited_by, 'user' AS record_kind, a.version
  FROM account a
  LEFT JOIN account m ON m.id = a.invited_by;

-- Whose a user is: of each of his customers.
CREATE VIEW v_user_customer AS
SELECT c.account_id AS id, c.customer_id
  FROM account_customer c
  JOIN account a ON a.id = c.account_id AND a.kind = 'customer';

-- Rights in the order in which they are told (rights.c).  by_profile: the profile of the user gives it.
CREATE VIEW v_user_right AS
SELECT r.account_id * 32 + CASE r.right_code
            WHEN 'cards' THEN 1 WHEN 'requests' THEN 2 WHEN 'renewal' THEN 3 WHEN 'driver-codes' THEN 4 WHEN 'authorisations' THEN 5
            WHEN 'invoices' THEN 6 WHEN 'payment-cards' THEN 7 WHEN 'orders' THEN 8 WHEN 'loads' THEN 9 WHEN 'beneficiaries' THEN 10
            WHEN 'transactions' THEN 11 WHEN 'anomalies' THEN 12 WHEN 'reports' THEN 13 WHEN 'alerts' THEN 14 WHEN 'divisions' THEN 15
            WHEN 'users' THEN 16 WHEN 'customers' THEN 17 WHEN 'stations' THEN 18 WHEN 'outbox' THEN 19 WHEN 'audit' THEN 20
            WHEN 'settings' THEN 21 ELSE 0 END AS id,
       r.account_id, CASE WHEN a.kind = 'customer' THEN (SELECT MIN(c.customer_id) FROM account_customer c WHERE c.account_id = a.id) END AS customer_id,
       r.right_code,
       CASE WHEN EXISTS (SELECT 1 FROM profile_right p WHERE p.profile = a.profile AND p.right_code = r.right_code)
            THEN 1 ELSE 0 END AS by_profile
  FROM account_right r
  LEFT JOIN account a ON a.id = r.account_id;

CREATE VIEW v_user_right_customer AS
SELECT r.id, c.customer_id
  FROM v_user_right r
  JOIN v_user_customer c ON c.id = r.account_id;

-- One for each customer of a user, which is what is seen of it.
CREATE VIEW v_customer_of_user AS
SELECT x.account_id * 1000000000 + x.customer_id AS id, x.account_id, x.customer_id, c.number AS customer, c.name, c.name_key, c.state
  FROM account_customer x
  LEFT JOIN customer c ON c.id = x.customer_id;

CREATE VIEW v_profile AS
SELECT p.position AS id, p.code, p.code AS profile, p.kind, p.acts, p.position,
       (SELECT COUNT(*) FROM profile_right r WHERE r.profile = p.code) AS rights,
       (SELECT COUNT(*) FROM account a WHERE a.profile = p.code AND a.state <> 'disabled') AS users
  FROM profile p;

CREATE VIEW v_profile_right AS
SELECT p.position * 32 + CASE r.right_code
            WHEN 'cards' THEN 1 WHEN 'requests' THEN 2 WHEN 'renewal' THEN 3 WHEN 'driver-codes' THEN 4 WHEN 'authorisations' THEN 5
            WHEN 'invoices' THEN 6 WHEN 'payment-cards' THEN 7 WHEN 'orders' THEN 8 WHEN 'loads' THEN 9 WHEN 'beneficiaries' THEN 10
            WHEN 'transactions' THEN 11 WHEN 'anomalies' THEN 12 WHEN 'reports' THEN 13 WHEN 'alerts' THEN 14 WHEN 'divisions' THEN 15
            WHEN 'users' THEN 16 WHEN 'customers' THEN 17 WHEN 'stations' THEN 18 WHEN 'outbox' THEN 19 WHEN 'audit' THEN 20
            WHEN 'settings' THEN 21 ELSE 0 END AS id,
       r.profile, r.right_code
  FROM profile_right r
  LEFT JOIN profile p ON p.code = r.profile;
