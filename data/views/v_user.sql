-- customer_id: the first of the customers of a customer's user, who may have several (v_user_customer); NULL for the
-- issuer's own people, whom no customer's user is shown, whichever customers they are bound to.
CREATE VIEW v_user AS
SELECT a.id, a.login, a.login_key, a.last_name, a.first_name, a.name_key, a.email, a.phone, a.kind, a.profile, a.language, a.state,
       a.valid_from, a.valid_until, a.failures, a.locked_until, a.signed_in_at, a.created_at, a.all_customers,
       (SELECT COUNT(*) FROM account_right r WHERE r.account_id = a.id) AS rights,
       (SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id) AS customers,
       CASE WHEN a.kind = 'customer' THEN (SELECT MIN(c.customer_id) FROM account_customer c WHERE c.account_id = a.id) END AS customer_id,
       'user' AS record_kind, a.version
  FROM account a;

-- Whose a user is: of each of his customers.
CREATE VIEW v_user_customer AS
SELECT c.account_id AS id, c.customer_id
  FROM account_customer c
  JOIN account a ON a.id = c.account_id AND a.kind = 'customer';
