-- What a copy takes from the card it is made of (CARD-07).
-- name: card.to_copy
SELECT c.id, c.number, c.customer_id, c.division_id, c.product, c.category, c.vehicle_id, c.country, c.emboss, c.mention,
       c.code_kind, c.odometer_entry, c.delivery_point_id, c.control_profile_id, c.state, c.plate, c.driver,
       u.name AS customer_name, u.state AS customer_state
  FROM card c
  JOIN customer u ON u.id = c.customer_id
 WHERE c.id = :card;

-- name: card.products
SELECT x.product FROM card_product x JOIN product p ON p.code = x.product WHERE x.card_id = :card ORDER BY p.position;

-- name: card.limits
SELECT id FROM card_limit WHERE card_id = :card ORDER BY id;

-- name: card.controls
SELECT id FROM card_control WHERE card_id = :card ORDER BY id;

-- name: card.copy_limit
-- touches: card_limit :id
INSERT INTO card_limit (id, customer_id, card_id, level, product, goods, measure, period, days, value, breach, warn)
SELECT :id, l.customer_id, :card, l.level, l.product, l.goods, l.measure, l.period, l.days, l.value, l.breach, l.warn
  FROM card_limit l
 WHERE l.id = :limit;

-- name: card.copy_control
-- touches: card_control :id
INSERT INTO card_control (id, customer_id, card_id, level, kind, value, breach, mask)
SELECT :id, k.customer_id, :card, k.level, k.kind, k.value, k.breach, k.mask
  FROM card_control k
 WHERE k.id = :control;

-- name: card.counts
SELECT (SELECT COUNT(*) FROM card_limit WHERE card_id = :card) AS limits,
       (SELECT COUNT(*) FROM card_control WHERE card_id = :card) AS controls;
