-- AUD-01: the chain.

-- name: audit.add
INSERT INTO audit (id, at, account_id, login, session_id, call_id, request, command, customer_id, outcome, input, before, after, answer, mac)
VALUES (:id, :at, :account_id, :login_name, :session_id, :call_id, :request, :command, :customer_id, :outcome, :input, :before, :after, :answer, :mac)

-- name: audit.add-record
INSERT INTO audit_record (kind, record_id, audit_id) VALUES (:kind, :record, :audit) ON CONFLICT (kind, record_id, audit_id) DO NOTHING

-- name: audit.head
SELECT last, mac FROM audit_head WHERE id = 1

-- name: audit.start
INSERT INTO audit_head (id, last, mac) VALUES (1, 0, :mac)

-- name: audit.move-head
UPDATE audit_head SET last = :last, mac = :mac WHERE id = 1

-- name: audit.by-request
SELECT id, answer, account_id, command, customer_id FROM audit WHERE request = :request

-- name: audit.all
SELECT id, at, account_id, login, session_id, call_id, request, command, customer_id, outcome, input, before, after, answer, mac
  FROM audit ORDER BY id

-- name: audit.changes
SELECT a.login, a.at, a.before, a.after
  FROM audit_record x JOIN audit a ON a.id = x.audit_id
 WHERE x.kind = :kind AND x.record_id = :record AND a.outcome = 'done' AND a.before IS NOT NULL
 ORDER BY a.id DESC LIMIT 20
