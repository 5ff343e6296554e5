-- OBU-05: a card's other half: what the link command asks of it.
-- name: card.to_link
SELECT c.id, c.number, c.customer_id, c.product, c.state, c.plate, c.driver, c.linked_id,
       l.number AS linked_number, l.plate AS linked_plate
  FROM card c
  LEFT JOIN card l ON l.id = c.linked_id
 WHERE c.id = :card;

-- Cards of one vehicle among which a unit finds its card, or a card its unit.
-- name: card.of_plate
SELECT id, product FROM card
 WHERE customer_id = :customer AND plate_key = :plate_key AND id <> :card
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled')
 ORDER BY id;

-- name: card.own
SELECT id, customer_id, version, number AS key FROM card WHERE customer_id = :customer AND number = :key
UNION ALL
SELECT id, customer_id, version, number AS key FROM card
 WHERE customer_id = :customer AND plate_key = :key
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: card.set_linked
-- touches: card :card
UPDATE card SET linked_id = :linked, version = version + 1 WHERE id = :card;

-- CUS-02
-- name: card.set_division
-- touches: card :card
UPDATE card SET division_id = :division, version = version + 1 WHERE id = :card;

-- name: card.division
SELECT c.id, d.id AS division_id, d.name AS division FROM card c LEFT JOIN division d ON d.id = c.division_id WHERE c.id = :card;
