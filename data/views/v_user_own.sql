-- What each reads of himself (scope "account"): account_id is whose it is.  rights are codes with commas between.
CREATE VIEW v_own_account AS
SELECT a.id, a.id AS account_id, a.login, a.last_name, a.first_name, a.email, a.phone, a.kind, a.profile, a.language, a.theme,
       a.valid_from, a.valid_until, a.signed_in_at, a.password_set_at, a.created_at,
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
       a.version
  FROM account a;
