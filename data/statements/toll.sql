-- What an operator asks; connected: the card is there already.
-- name: toll.operator
SELECT o.code, o.name, o.country, o.fee, o.least_weight, t.accepted_at AS connected
  FROM toll_operator o
  LEFT JOIN card_toll t ON t.operator = o.code AND t.card_id = :card
 WHERE o.code = :code;

-- name: toll.connect
INSERT INTO card_toll (card_id, operator, fee, accepted_at) VALUES (:card, :operator, :fee, :now)
ON CONFLICT (card_id, operator) DO NOTHING;

-- name: toll.disconnect
DELETE FROM card_toll WHERE card_id = :card AND operator = :operator;

-- name: toll.of_card
SELECT t.operator, o.name, o.country, t.fee, t.accepted_at
  FROM card_toll t
  JOIN toll_operator o ON o.code = t.operator
 WHERE t.card_id = :card
 ORDER BY o.position;

-- name: seed.toll_operator
INSERT INTO toll_operator (code, name, country, fee, least_weight, position)
VALUES (:code, :name, :country, :fee, :least_weight, :position)
ON CONFLICT (code) DO NOTHING;

-- What an operator asks of whom is the file's, whatever it was before.
-- name: seed.toll_condition_clear
DELETE FROM toll_condition WHERE operator IS NOT NULL;

-- name: seed.toll_condition
INSERT INTO toll_condition (id, operator, vehicle_class, least_weight, most_weight, needs, basis, amount, position)
VALUES (:position, :operator, :vehicle_class, :least_weight, :most_weight, :needs, :basis, :amount, :position);

-- name: passage.card
SELECT c.number, c.product FROM card c WHERE c.id = :card;

-- name: passage.of
SELECT p.id, p.amount
  FROM passage p
 WHERE p.card_id = :card AND p.at = :at AND p.operator = :operator AND p.exit_key = :exit_key;

-- name: passage.insert
INSERT INTO passage (id, customer_id, card_id, operator, at, day, entry, exit, exit_key, vehicle_class, amount, reference)
VALUES (:id, :customer, :card, :operator, :at, :day, :entry, :exit, :exit_key, :vehicle_class, :amount, :reference);
