-- STN: stations.

-- name: station.by_code
SELECT id, 0 AS customer_id, version, code AS key FROM station WHERE code = :key;
