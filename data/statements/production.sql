-- A rank on its way from the order to the driver, with the card it is of.
-- name: rank.facts
SELECT r.id AS rank_id, r.number AS rank_number, r.cause, r.state AS rank_state, r.expires_on AS rank_expires_on,
       c.id, c.number, c.customer_id, c.product, c.state, c.rank, c.next_rank, c.renewal, c.code_kind, c.plate, c.driver,
       p.state_before, p.suspend_reason, p.suspended_by, p.suspended_at, p.suspended_until
  FROM rank r
  JOIN card c ON c.id = r.card_id
  LEFT JOIN rank p ON p.card_id = c.id AND p.number = c.rank
 WHERE r.id = :rank;

-- name: rank.produce
-- touches: rank :rank
UPDATE rank SET state = 'in_production', produced_at = :now, version = version + 1
 WHERE id = :rank AND state = 'new';

-- name: rank.ship
-- touches: rank :rank
UPDATE rank SET shipped_at = :now, version = version + 1 WHERE id = :rank AND state = 'in_production';

-- name: rank.activate
-- touches: rank :rank
UPDATE rank SET state = :state, active_at = :now, state_before = :state_before, suspend_reason = :suspend_reason,
                suspended_by = :suspended_by, suspended_at = :suspended_at, suspended_until = :suspended_until,
                version = version + 1
 WHERE id = :rank AND state = 'in_production';

-- The issues of a card in the driver's hands: the present one first, then those a reproduction left valid.
-- name: rank.out
SELECT id, number, state, expires_on FROM rank
 WHERE card_id = :card AND number <= :present AND state IN ('active', 'in_production', 'cancelled', 'suspended')
 ORDER BY number DESC;
