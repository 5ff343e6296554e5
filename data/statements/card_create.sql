-- name: delivery_point.address
SELECT id, name, street, postcode, town, country FROM delivery_point WHERE id = :delivery_point;

-- name: card.same_plate
SELECT id, number, state FROM card
 WHERE customer_id = :customer AND plate_key = :plate_key AND product = :product AND id <> :card
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled')
 ORDER BY id LIMIT 1;
