-- What each reads of himself (scope "account"): account_id is whose it is.  rights are codes with commas between.
-- A customer's user who has one customer reads its contract beside; who has several (USR-05), a list of them first.
CREATE VIEW v_own_account AS
SELECT a.id, a.id AS account_id, a.login, a.last_name, a.first_name, a.email, a.phone, a.kind, a.profile, a.language, a.theme,
       a.valid_from, a.valid_until, a.signed_in_at, a.password_set_at, a.totp_since, a.created_at,
       CASE WHEN a.totp_since IS NULL THEN 0 ELSE 1 END AS has_totp,
       NULLIF(substr(CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'cards') THEN ',cards' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'requests') THEN ',requests' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'renewal') THEN ',renewal' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'driver-codes') THEN ',driver-codes' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'authorisations') THEN ',authorisations' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'invoices') THEN ',invoices' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'payment-cards') THEN ',payment-cards' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'orders') THEN ',orders' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'loads') THEN ',loads' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'beneficiaries') THEN ',beneficiaries' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'transactions') THEN ',transactions' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'anomalies') THEN ',anomalies' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'reports') THEN ',reports' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'alerts') THEN ',alerts' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'divisions') THEN ',divisions' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'users') THEN ',users' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'customers') THEN ',customers' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'stations') THEN ',stations' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'outbox') THEN ',outbox' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'audit') THEN ',audit' ELSE '' END
           || CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = a.id AND r.right_code = 'settings') THEN ',settings' ELSE '' END, 2), '') AS rights,
       CASE WHEN a.all_customers = 1 THEN NULL
            ELSE (SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id) END AS customers,
       CASE WHEN u.id IS NULL THEN 0 ELSE 1 END AS one_customer,
       CASE WHEN a.all_customers = 0 AND u.id IS NULL THEN 1 ELSE 0 END AS several_customers,
       u.number AS customer, u.name AS customer_name, u.contract, u.state AS customer_state, u.vat, u.iban, u.country,
       u.language AS customer_language, d.street, d.postcode, d.town, m.name AS manager,
       a.version
  FROM account a
  LEFT JOIN customer u ON u.id = (SELECT MIN(c.customer_id) FROM account_customer c WHERE c.account_id = a.id)
        AND a.kind = 'customer' AND (SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id) = 1
  LEFT JOIN address d ON d.customer_id = u.id AND d.kind = 'legal'
  LEFT JOIN contact m ON m.customer_id = u.id AND m.kind = 'manager';

CREATE VIEW v_own_customer AS
SELECT u.id, x.account_id, u.number, u.name, u.name_key, u.contract, u.vat, u.state, u.country, a.town
  FROM account_customer x
  JOIN customer u ON u.id = x.customer_id
  LEFT JOIN address a ON a.customer_id = u.id AND a.kind = 'legal';
