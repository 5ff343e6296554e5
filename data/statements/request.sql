-- name: request.insert
-- touches: request :id
INSERT INTO request (id, number, customer_id, card_id, rank_id, kind, state, created_at, due_at)
VALUES (:id, :number, :customer, :card, :rank, :kind, :state, :now, :due_at);

-- name: request.open_of_rank
SELECT id, number, state, due_at FROM request
 WHERE card_id = :card AND rank_id = :rank AND state IN ('submitted', 'awaiting_docs', 'in_progress')
 ORDER BY id;

-- name: request.delete
-- touches: request :request
UPDATE request SET state = 'deleted', ended_at = :now, version = version + 1 WHERE id = :request;

-- A dated lift that another command has made void; one that runs now (due) is left to its runner.
-- name: pending.withdraw_lift
UPDATE pending SET state = 'withdrawn', ended_at = :now, version = version + 1
 WHERE kind = 'card' AND record_id = :card AND command = 'card.lift' AND state = 'waiting' AND due_at > :now;

-- name: pending.about_card
UPDATE pending SET kind = 'card', record_id = :card WHERE id = :id;
