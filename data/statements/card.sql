-- name: card.by_number
SELECT id, customer_id, version, number AS key FROM card WHERE number = :key;

-- A plate may be on several cards; those that are over count only when no other is left.
-- name: card.by_plate
SELECT c.id, c.customer_id, c.version, c.number AS key,
       CASE WHEN c.state IN ('new', 'in_production', 'active', 'suspended', 'cancelled') THEN 1 ELSE 0 END AS preferred
  FROM card c
 WHERE c.plate_key = :key;

-- name: card.own_by_plate
SELECT c.id, c.customer_id, c.version, c.number AS key
  FROM card c
 WHERE c.customer_id = :customer AND c.plate_key = :key
   AND c.state IN ('new', 'in_production', 'active', 'suspended', 'cancelled')
UNION ALL
SELECT c.id, c.customer_id, c.version, c.number AS key
  FROM card c
 WHERE c.customer_id = :customer AND c.number = :key
   AND c.state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- Everything the rules of a card ask: the card, its customer, the rank the driver holds, the one to come.
-- name: card.facts
SELECT c.id, c.number, c.customer_id, c.product, c.state, c.rank, c.next_rank, c.expires_on, c.renewal,
       c.country, c.plate, c.driver, c.emboss, c.phone, c.code_kind, c.aircode_until, c.version,
       u.name AS customer_name, u.language, u.country AS customer_country,
       r.id AS rank_id, r.embossed, r.block_reason, r.blocked_at, r.state_before,
       r.suspended_by, r.suspended_at, r.suspended_until,
       n.id AS next_id, n.state AS next_state, n.cause AS next_cause, n.new_pin AS next_new_pin
  FROM card c
  JOIN customer u ON u.id = c.customer_id
  JOIN rank r ON r.card_id = c.id AND r.number = c.rank
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank
 WHERE c.id = :card;

-- name: card.present
-- touches: card :card
UPDATE card SET rank = :rank_number, state = :state, expires_on = :expires_on, version = version + 1
 WHERE id = :card;

-- name: card.next
-- touches: card :card
UPDATE card SET next_rank = :next_rank, version = version + 1 WHERE id = :card;

-- name: card.set_renewal
-- touches: card :card
UPDATE card SET renewal = :renewal, version = version + 1 WHERE id = :card;

-- name: card.set_aircode
-- touches: card :card
UPDATE card SET aircode_until = :until, version = version + 1 WHERE id = :card;

-- name: card.set_phone
-- touches: card :card
UPDATE card SET phone = :phone, version = version + 1 WHERE id = :card;

-- +customer_id: found by the phone, since a customer has up to tens of thousands of cards.
-- name: card.with_phone
SELECT COUNT(*) AS cards FROM card
 WHERE phone = :phone AND id <> :card AND id <> :other
   AND +customer_id = (SELECT c.customer_id FROM card c WHERE c.id = :card)
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: card.insert
-- touches: card :card
INSERT INTO card (id, number, customer_id, division_id, product, category, vehicle_id, driver_id, country,
                  plate, plate_key, driver, driver_key, emboss, mention, phone, code_kind, odometer_entry,
                  delivery_point_id, control_profile_id, rank, state, expires_on, created_on, last_used_on)
VALUES (:card, :number, :customer, :division, :product, :category, :vehicle, :driver_id, :country,
        :plate, :plate_key, :driver, :driver_key, :emboss, :mention, :phone, :code_kind, :odometer_entry,
        :delivery_point, :profile, :rank_number, :state, :expires_on, :created_on, :last_used_on);

-- name: card.insert_product
INSERT INTO card_product (card_id, product) VALUES (:card, :product);

-- name: card.due_to_expire
SELECT r.id AS rank_id, r.number AS rank_number, r.state AS rank_state, r.expires_on, r.active_at,
       c.id AS card_id, c.number, c.customer_id, c.product, c.rank, c.next_rank, c.state
  FROM rank r
  JOIN card c ON c.id = r.card_id
 WHERE r.expires_on < :today AND r.state IN ('new', 'in_production', 'active', 'suspended', 'cancelled')
 ORDER BY r.expires_on, r.id
 LIMIT :most;
