-- CUS-04: what waits for a second person.

-- name: pending.ask
INSERT INTO pending (id, command, input, customer_id, kind, record_id, state, approval, needs, told, before, maker_id, maker, created_at)
VALUES (:new_id, :command, :input, :customer, :kind, :record, 'waiting', 1, :needs, :told, :before, :account, :login, :now);

-- name: pending.by_number
SELECT id, customer_id, version, CAST(id AS TEXT) AS key FROM pending WHERE id = CASE WHEN length(:key) BETWEEN 1 AND 18 THEN CAST(:key AS BIGINT) END;

-- name: pending.facts
SELECT p.id, p.command, p.input, p.customer_id, p.kind, p.record_id, p.state, p.due_at, p.approval, p.needs, p.before, p.maker_id, p.maker,
       p.checker, p.created_at, p.ended_at, CASE WHEN a.kind = 'customer' THEN 0 ELSE 1 END AS of_staff
  FROM pending p LEFT JOIN account a ON a.id = p.maker_id
 WHERE p.id = :pending;

-- name: pending.approved
-- touches: pending :pending
UPDATE pending SET state = 'done', checker_id = :account, checker = :login, reason = :reason, ended_at = :now, version = version + 1
 WHERE id = :pending AND state = 'waiting';

-- name: pending.refused
-- touches: pending :pending
UPDATE pending SET state = 'refused', checker_id = :account, checker = :login, reason = :reason, ended_at = :now, version = version + 1
 WHERE id = :pending AND state = 'waiting';

-- name: pending.withdrawn
-- touches: pending :pending
UPDATE pending SET state = 'withdrawn', ended_at = :now, version = version + 1 WHERE id = :pending AND state = 'waiting';
