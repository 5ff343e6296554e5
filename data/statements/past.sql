-- AUD-03: what a card was.  The present rows, and the audit rows that lead back from them.

-- name: past.card
SELECT * FROM card WHERE number = :number;

-- name: past.ranks
SELECT * FROM rank WHERE card_id = :card ORDER BY number;

-- name: past.vehicle
SELECT * FROM vehicle WHERE id = :vehicle;

-- name: past.products
SELECT x.product, p.kind
  FROM card_product x
  LEFT JOIN product p ON p.code = x.product
 WHERE x.card_id = :card
 ORDER BY p.position, x.product;

-- name: past.tolls
SELECT operator FROM card_toll WHERE card_id = :card ORDER BY operator;

-- name: past.names
SELECT (SELECT name FROM division WHERE id = :division) AS division,
       (SELECT name FROM delivery_point WHERE id = :delivery_point) AS delivery_point,
       (SELECT name FROM control_profile WHERE id = :control_profile) AS control_profile,
       (SELECT number FROM card WHERE id = :linked) AS linked;

-- name: past.steps
SELECT a.before, a.after
  FROM audit_record x JOIN audit a ON a.id = x.audit_id
 WHERE x.kind = :kind AND x.record_id = :record AND a.outcome = 'done' AND a.at > :at
 ORDER BY x.audit_id DESC;

-- name: past.first
SELECT a.at, a.after
  FROM audit_record x JOIN audit a ON a.id = x.audit_id
 WHERE x.kind = :kind AND x.record_id = :record AND a.outcome = 'done' AND a.after IS NOT NULL
 ORDER BY x.audit_id
 LIMIT 1;
