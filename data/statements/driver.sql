-- name: driver.by_code
SELECT x.id, x.customer_id, x.version, u.number || '/' || x.code AS key
  FROM driver x JOIN customer u ON u.id = x.customer_id
 WHERE x.customer_id = :customer AND x.code = :key
UNION ALL
SELECT x.id, x.customer_id, x.version, u.number || '/#' || CAST(x.id AS TEXT) AS key
  FROM driver x JOIN customer u ON u.id = x.customer_id
 WHERE x.customer_id = :customer AND x.code IS NULL AND '#' || CAST(x.id AS TEXT) = :key;

-- name: driver.by_name
SELECT id, name, code FROM driver WHERE customer_id = :customer AND name_key = :name_key AND name = :name
 ORDER BY id LIMIT 1;

-- name: driver.insert
-- touches: driver :id
INSERT INTO driver (id, customer_id, division_id, name, name_key, code, created_at)
VALUES (:id, :customer, :division, :name, :name_key, :code, :now);
