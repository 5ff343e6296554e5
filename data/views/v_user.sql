-- customer_id: the first of the customers a user sees; NULL for the issuer's own people, whom no customer's
-- user is shown.
CREATE VIEW v_user AS
SELECT a.id, a.login, a.login_key, a.last_name, a.first_name, a.name_key, a.email, a.phone, a.kind, a.profile, a.language, a.state,
       a.valid_from, a.valid_until, a.failures, a.locked_until, a.signed_in_at, a.created_at, a.all_customers,
       (SELECT COUNT(*) FROM account_right r WHERE r.account_id = a.id) AS rights,
       (SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id) AS customers,
       (SELECT MIN(c.customer_id) FROM account_customer c WHERE c.account_id = a.id) AS customer_id,
       'user' AS record_kind, a.version
  FROM account a;
