-- name: tally.add
INSERT INTO card_tally (customer_id, product, state, cards) VALUES (:customer, :product, :state, :cards)
ON CONFLICT (customer_id, product, state) DO UPDATE SET cards = card_tally.cards + excluded.cards;

-- Where the tally and the cards do not agree: one row for each such customer, product and state.
-- name: tally.faults
SELECT x.customer_id, x.product, x.state, SUM(x.cards) AS difference
  FROM (SELECT customer_id, product, state, COUNT(*) AS cards FROM card GROUP BY customer_id, product, state
        UNION ALL
        SELECT customer_id, product, state, -cards AS cards FROM card_tally) x
 GROUP BY x.customer_id, x.product, x.state
HAVING SUM(x.cards) <> 0
 LIMIT 1000;

-- name: tally.clear
DELETE FROM card_tally;

-- name: tally.fill
INSERT INTO card_tally (customer_id, product, state, cards)
SELECT customer_id, product, state, COUNT(*) FROM card GROUP BY customer_id, product, state;
