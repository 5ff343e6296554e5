-- name: delivery_point.address
SELECT id, name, street, postcode, town, country FROM delivery_point WHERE id = :delivery_point;

-- CUS-04: where secret codes go; where the company sits when nothing else was said.
-- name: customer.codes_address
SELECT a.id, COALESCE(a.attention, u.name) AS name, a.street, a.postcode, a.town, a.country
  FROM address a
  JOIN customer u ON u.id = a.customer_id
 WHERE a.customer_id = :customer AND a.kind IN ('codes', 'legal')
 ORDER BY CASE WHEN a.kind = 'codes' THEN 0 ELSE 1 END
 LIMIT 1;

-- name: card.same_plate
SELECT id, number, state FROM card
 WHERE customer_id = :customer AND plate_key = :plate_key AND product = :product AND id <> :card
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled')
 ORDER BY id LIMIT 1;
