-- name: aircode.active
SELECT id, expires_at, phone FROM aircode WHERE card_id = :card AND state = 'active' ORDER BY id;

-- name: aircode.end
-- touches: aircode :aircode
UPDATE aircode SET state = :state, ended_at = :now WHERE id = :aircode AND state = 'active';

-- name: aircode.insert
-- touches: aircode :id
INSERT INTO aircode (id, card_id, mac, phone, state, created_at, expires_at)
VALUES (:id, :card, :mac, :phone, 'active', :now, :expires_at);

-- name: aircode.due_to_end
SELECT a.id, a.card_id, c.customer_id, c.number
  FROM aircode a
  JOIN card c ON c.id = a.card_id
 WHERE a.state = 'active' AND a.expires_at <= :now
 ORDER BY a.expires_at, a.id
 LIMIT :most;
