-- A request on its way.
-- name: request.by_number
SELECT id, customer_id, version, number AS key FROM request WHERE number = UPPER(:key);

-- name: request.facts
SELECT q.id, q.number, q.customer_id, q.card_id, q.rank_id, q.kind, q.state, r.number AS rank, r.state AS rank_state, r.cause,
       c.rank AS present, c.state AS card_state, c.expires_on AS present_expires_on
  FROM request q
  LEFT JOIN rank r ON r.id = q.rank_id
  LEFT JOIN card c ON c.id = q.card_id
 WHERE q.id = :request;

-- name: request.move
-- touches: request :request
UPDATE request SET state = :state, ended_at = :ended_at, version = version + 1 WHERE id = :request AND state = :before;

-- name: request.ship
-- touches: request :request
UPDATE request SET state = 'shipped', carrier = :carrier, tracking = :tracking, shipped_at = :now, version = version + 1
 WHERE id = :request AND state = :before;

-- name: request.papers_in
-- touches: request :request
UPDATE request SET state = 'submitted', due_at = :due_at, version = version + 1
 WHERE id = :request AND state = 'awaiting_docs';

-- name: carrier.by_code
SELECT position AS id, 0 AS customer_id, 1 AS version, code AS key FROM carrier WHERE code = LOWER(:key);

-- name: carrier.facts
SELECT code, name, url FROM carrier WHERE code = :carrier;

-- name: seed.carrier
INSERT INTO carrier (code, name, url, position) VALUES (:code, :name, :url, :position)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, url = excluded.url, position = excluded.position;
