-- Decision 7: commands that wait.

-- name: pending.add
INSERT INTO pending (id, command, input, customer_id, kind, record_id, state, due_at, maker_id, maker, created_at)
VALUES (:new_id, :command, :input, :customer, :kind, :record, 'waiting', :due, :account, :login, :now)

-- name: pending.due
SELECT id, command, input FROM pending
 WHERE state = 'waiting' AND approval = 0 AND due_at <= :now ORDER BY due_at, id LIMIT 1

-- name: pending.end
UPDATE pending SET state = :state, ended_at = :now, reason = :reason, version = version + 1 WHERE id = :pending AND state = 'waiting'
