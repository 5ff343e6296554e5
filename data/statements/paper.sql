-- Papers of the accounts, by what their file is.
-- name: paper.of_hash
SELECT i.number, i.kind, i.customer_id, c.number, c.name, 0, i.signature
  FROM invoice i
  JOIN customer c ON c.id = i.customer_id
 WHERE i.paper = :hash
 UNION ALL
SELECT i.number, i.kind, i.customer_id, c.number, c.name, 1, i.copy_signature
  FROM invoice i
  JOIN customer c ON c.id = i.customer_id
 WHERE i.copy = :hash
 LIMIT 1;
