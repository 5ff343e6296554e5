-- DRV: codes of drivers.

-- name: driver.of_code
SELECT x.id, x.name, x.code, x.state, x.blocked_at, x.blocks_at, x.division_id, d.name AS division, x.version
  FROM driver x LEFT JOIN division d ON d.id = x.division_id
 WHERE x.customer_id = :customer AND x.code = :code;

-- name: driver.facts
SELECT x.id, x.customer_id, u.number AS customer, x.name, x.code, x.state, x.blocked_at, x.blocks_at, x.division_id, d.name AS division
  FROM driver x JOIN customer u ON u.id = x.customer_id LEFT JOIN division d ON d.id = x.division_id
 WHERE x.id = :driver;

-- name: driver.without_code
SELECT id, name FROM driver WHERE customer_id = :customer AND name_key = :name_key AND name = :name AND code IS NULL ORDER BY id LIMIT 1;

-- name: driver.give_code
-- touches: driver :driver
UPDATE driver SET code = :code, division_id = :division, version = version + 1 WHERE id = :driver AND code IS NULL;

-- name: driver.change
-- touches: driver :driver
UPDATE driver SET name = :name, name_key = :name_key, division_id = :division, version = version + 1 WHERE id = :driver;

-- name: driver.block
-- touches: driver :driver
UPDATE driver SET state = 'blocked', blocked_at = :now, blocks_at = NULL, version = version + 1
 WHERE id = :driver AND (state = 'active' OR state = 'block_pending');

-- name: driver.block_later
-- touches: driver :driver
UPDATE driver SET state = 'block_pending', blocks_at = :due, version = version + 1 WHERE id = :driver AND state = 'active';

-- name: driver.lift
-- touches: driver :driver
UPDATE driver SET state = 'active', blocked_at = NULL, blocks_at = NULL, version = version + 1
 WHERE id = :driver AND (state = 'blocked' OR state = 'block_pending');

-- name: pending.about
UPDATE pending SET kind = :kind, record_id = :record WHERE id = :id;

-- name: pending.withdraw_about
UPDATE pending SET state = 'withdrawn', ended_at = :now, version = version + 1
 WHERE kind = :kind AND record_id = :record AND state = 'waiting' AND approval = 0;

-- name: driver.embossed
SELECT COUNT(*) AS count FROM card WHERE driver_id = :driver AND emboss = 'driver' AND (state = 'active' OR state = 'suspended' OR state = 'cancelled' OR state = 'in_production');

-- name: driver.card_division
SELECT division_id FROM card WHERE id = :card;
