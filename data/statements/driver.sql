-- name: driver.by_code
SELECT id, customer_id, version, code AS key FROM driver WHERE customer_id = :customer AND code = :key;

-- name: driver.by_name
SELECT id, name, code FROM driver WHERE customer_id = :customer AND name_key = :name_key AND name = :name
 ORDER BY id LIMIT 1;

-- name: driver.insert
-- touches: driver :id
INSERT INTO driver (id, customer_id, division_id, name, name_key, code, created_at)
VALUES (:id, :customer, :division, :name, :name_key, :code, :now);
