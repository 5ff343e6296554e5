-- DAY-04: the work list.

-- name: transaction_fault.by_number
SELECT f.id, COALESCE(f.customer_id, 0) AS customer_id, f.version, CAST(f.id AS TEXT) AS key
  FROM transaction_fault f
 WHERE f.id = CASE WHEN length(:key) BETWEEN 1 AND 18 THEN CAST(:key AS BIGINT) END;

-- name: transaction_fault.facts
SELECT f.id, f.import_id, f.line, f.customer_id, f.state, f.settled_by, f.settled_at, i.file
  FROM transaction_fault f
  JOIN transaction_import i ON i.id = f.import_id
 WHERE f.id = :fault;

-- name: transaction_fault.settle
-- touches: transaction_fault :fault
UPDATE transaction_fault
   SET state = :state, note = :note, transaction_id = :transaction, settled_by = :login, settled_at = :now, version = version + 1
 WHERE id = :fault AND state = 'open';
