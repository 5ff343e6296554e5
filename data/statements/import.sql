-- name: import.card
SELECT c.id, c.customer_id, c.rank, c.product, c.state, c.country, c.plate_key, c.driver, d.name AS division,
       c.phone, c.code_kind, c.expires_on, c.last_used_on, u.number AS customer,
       (SELECT l.value FROM card_limit l
         WHERE l.card_id = c.id AND l.product IS NULL AND l.measure = 'amount' AND l.period = 'day') AS limit_day
  FROM card c
  JOIN customer u ON u.id = c.customer_id
  LEFT JOIN division d ON d.id = c.division_id
 WHERE c.number = :number;

-- name: import.fuels
SELECT product FROM card_product WHERE card_id = :card ORDER BY product;

-- name: import.product
SELECT code, kind FROM product WHERE code = :code;
