-- Limits and controls: whose they are (CARD-03), and the profiles that cards share.

-- name: rule.cards_of_customer
SELECT SUM(cards) AS cards FROM card_tally
 WHERE customer_id = :owner AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: rule.cards_of_division
SELECT COUNT(*) AS cards FROM card
 WHERE division_id = :owner AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: rule.cards_of_profile
SELECT COUNT(*) AS cards FROM card
 WHERE control_profile_id = :owner AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: rule.card_changed
-- touches: card :card
UPDATE card SET version = version + 1 WHERE id = :card;

-- name: rule.card_takes
SELECT card_id FROM card_product WHERE card_id = :card AND product = :product;

-- name: rule.limits_of_card
SELECT id, level, product, goods, measure, period, days, value, breach, warn
  FROM card_limit WHERE card_id = :owner;

-- name: rule.limits_of_profile
SELECT id, level, product, goods, measure, period, days, value, breach, warn
  FROM card_limit WHERE control_profile_id = :owner;

-- name: rule.limits_of_division
SELECT id, level, product, goods, measure, period, days, value, breach, warn
  FROM card_limit WHERE division_id = :owner;

-- name: rule.limits_of_customer
SELECT id, level, product, goods, measure, period, days, value, breach, warn
  FROM card_limit WHERE customer_id = :owner AND level = 'customer';

-- name: rule.limits_binding
SELECT id, level, product, goods, measure, period, days, value, breach, warn
  FROM v_limit WHERE card_id = :owner;

-- name: rule.insert_limit
-- touches: card_limit :id
INSERT INTO card_limit (id, customer_id, division_id, card_id, control_profile_id, level, product, goods, measure, period,
                        days, value, breach, warn)
VALUES (:id, :customer, :division, :card, :profile, :level, :product, :goods, :measure, :period,
        :days, :value, :breach, :warn);

-- name: rule.change_limit
-- touches: card_limit :id
UPDATE card_limit SET value = :value, breach = :breach, warn = :warn, version = version + 1 WHERE id = :id;

-- name: rule.drop_limit
-- touches: card_limit :id
DELETE FROM card_limit WHERE id = :id;

-- name: rule.controls_of_card
SELECT id, level, kind, value, breach FROM card_control WHERE card_id = :owner;

-- name: rule.controls_of_profile
SELECT id, level, kind, value, breach FROM card_control WHERE control_profile_id = :owner;

-- name: rule.controls_of_division
SELECT id, level, kind, value, breach FROM card_control WHERE division_id = :owner;

-- name: rule.controls_of_customer
SELECT id, level, kind, value, breach FROM card_control WHERE customer_id = :owner AND level = 'customer';

-- name: rule.controls_binding
SELECT id, level, kind, value, breach FROM v_control WHERE card_id = :owner;

-- name: rule.insert_control
-- touches: card_control :id
INSERT INTO card_control (id, customer_id, division_id, card_id, control_profile_id, level, kind, value, breach, mask)
VALUES (:id, :customer, :division, :card, :profile, :level, :kind, :value, :breach, :mask);

-- name: rule.change_control
-- touches: card_control :id
UPDATE card_control SET value = :value, breach = :breach, mask = :mask, version = version + 1 WHERE id = :id;

-- name: rule.drop_control
-- touches: card_control :id
DELETE FROM card_control WHERE id = :id;

-- CARD-17: what was bought since, card by card, in the order of time.
-- name: rule.purchases_of_card
SELECT t.card_id, t.at, t.day, t.product, p.kind, t.amount, t.volume
  FROM v_purchase_of_card t
  JOIN product p ON p.code = t.product
 WHERE t.card_id = :owner AND t.day >= :since
 ORDER BY t.card_id, t.at, t.place LIMIT :most;

-- name: rule.purchases_of_profile
SELECT t.card_id, t.at, t.day, t.product, p.kind, t.amount, t.volume
  FROM card c
  JOIN v_purchase_of_cards t ON t.card_id = c.id
  JOIN product p ON p.code = t.product
 WHERE c.control_profile_id = :owner AND t.day >= :since
 ORDER BY t.card_id, t.at, t.place LIMIT :most;

-- name: rule.purchases_of_division
SELECT t.card_id, t.at, t.day, t.product, p.kind, t.amount, t.volume
  FROM card c
  JOIN v_purchase_of_cards t ON t.card_id = c.id
  JOIN product p ON p.code = t.product
 WHERE c.division_id = :owner AND t.day >= :since
 ORDER BY t.card_id, t.at, t.place LIMIT :most;

-- name: rule.purchases_of_customer
SELECT t.card_id, t.at, t.day, t.product, p.kind, t.amount, t.volume
  FROM v_purchase_of_customer t
  JOIN product p ON p.code = t.product
 WHERE t.customer_id = :owner AND t.card_id IS NOT NULL AND t.day >= :since
 ORDER BY t.card_id, t.at, t.place LIMIT :most;

-- name: control_profile.by_name
SELECT id, customer_id, version, name AS key FROM control_profile WHERE customer_id = :customer AND name_key = :key;

-- name: control_profile.insert
-- touches: control_profile :id
INSERT INTO control_profile (id, customer_id, name, name_key) VALUES (:id, :customer, :name, :name_key);

-- name: control_profile.rename
-- touches: control_profile :profile
UPDATE control_profile SET name = :name, name_key = :name_key, version = version + 1 WHERE id = :profile;

-- name: control_profile.delete
-- touches: control_profile :profile
DELETE FROM control_profile WHERE id = :profile;

-- name: control_profile.of_card
SELECT c.control_profile_id AS profile, f.name
  FROM card c
  LEFT JOIN control_profile f ON f.id = c.control_profile_id
 WHERE c.id = :card;

-- name: control_profile.use
-- touches: card :card
UPDATE card SET control_profile_id = :profile, version = version + 1 WHERE id = :card;
