-- name: rank.block
-- touches: rank :rank
UPDATE rank SET state = 'blocked', block_reason = :reason, blocked_at = :now,
                state_before = NULL, suspended_until = NULL, version = version + 1
 WHERE id = :rank AND state IN ('active', 'in_production', 'cancelled', 'suspended');

-- name: rank.suspend
-- touches: rank :rank
UPDATE rank SET state_before = state, state = 'suspended', suspend_reason = :reason, suspended_by = :by,
                suspended_at = :now, suspended_until = :until, version = version + 1
 WHERE id = :rank AND state IN ('active', 'cancelled');

-- name: rank.lift
-- touches: rank :rank
UPDATE rank SET state = state_before, state_before = NULL, suspend_reason = NULL, suspended_by = NULL,
                suspended_at = NULL, suspended_until = NULL, version = version + 1
 WHERE id = :rank AND state = 'suspended';

-- name: rank.cancel
-- touches: rank :rank
UPDATE rank SET state = 'cancelled', version = version + 1 WHERE id = :rank AND state = 'active';

-- name: rank.delete
-- touches: rank :rank
UPDATE rank SET state = 'deleted', version = version + 1 WHERE id = :rank AND state = 'new';

-- name: rank.expire
-- touches: rank :rank
UPDATE rank SET state = 'expired', state_before = NULL, version = version + 1 WHERE id = :rank;

-- name: rank.ask_new_pin
-- touches: rank :rank
UPDATE rank SET new_pin = 1, version = version + 1 WHERE id = :rank AND state = 'new' AND new_pin = 0;

-- name: rank.highest
SELECT MAX(number) AS number FROM rank WHERE card_id = :card;

-- name: rank.insert
-- touches: rank :id
INSERT INTO rank (id, card_id, number, cause, state, embossed, expires_on, created_at, active_at,
                  block_reason, blocked_at, state_before, suspend_reason, suspended_by, suspended_at, new_pin)
VALUES (:id, :card, :number, :cause, :state, :embossed, :expires_on, :now, :active_at,
        :block_reason, :blocked_at, :state_before, :suspend_reason, :suspended_by, :suspended_at, :new_pin);
