-- The rules of the fleet status, read beside the cards: a subquery a column would cost forty a card.

-- name: exchange.limits
SELECT card_id, product, measure, period, value, goods FROM card_limit WHERE card_id >= :card ORDER BY card_id

-- name: exchange.controls
SELECT card_id, kind, value FROM card_control WHERE card_id >= :card ORDER BY card_id, kind

-- Those of customers, divisions and profiles bind all their cards.
-- name: exchange.shared-limits
SELECT customer_id, level, division_id, control_profile_id, product, measure, period, value, goods
  FROM card_limit WHERE card_id IS NULL ORDER BY customer_id

-- name: exchange.shared-controls
SELECT customer_id, level, division_id, control_profile_id, kind, value
  FROM card_control WHERE card_id IS NULL ORDER BY customer_id, kind

-- name: exchange.products
SELECT code, kind FROM product
