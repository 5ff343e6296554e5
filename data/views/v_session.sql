-- Who is signed in now: open sessions, each its owner's.
CREATE VIEW v_session AS
SELECT s.id, s.account_id, a.login, a.login_key, a.last_name || ' ' || a.first_name AS name, a.name_key, a.profile, s.opened_at, s.origin,
       s.host, s.terminal, s.pid, 'session' AS record_kind, 0 AS version
  FROM session s
  JOIN account a ON a.id = s.account_id
 WHERE s.closed_at IS NULL;

-- Every try to come in or to prove again who one is, let in or not.
CREATE VIEW v_sign_in AS
SELECT t.id, t.account_id, t.at, t.kind, t.outcome, t.origin, t.terminal, t.session_id
  FROM sign_in t;
