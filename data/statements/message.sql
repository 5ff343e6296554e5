-- MSG: messages on their way.

-- name: message.waiting
SELECT id, customer_id FROM outbox
 WHERE channel = :channel AND state = 'waiting' AND COALESCE(not_before, :now) <= :now
 ORDER BY id LIMIT 1;

-- Whoever held it is gone.
-- name: message.left
SELECT id, customer_id FROM outbox
 WHERE channel = :channel AND state = 'sending' AND lease_until <= :now
 ORDER BY id LIMIT 1;

-- name: message.take
UPDATE outbox SET state = 'sending', tries = tries + 1, lease_owner = :owner, lease_until = :until, version = version + 1
 WHERE id = :message;

-- name: message.held
SELECT id, customer_id, card_id, tries FROM outbox
 WHERE id = :message AND state = 'sending' AND lease_owner = :owner;

-- name: message.sent
-- touches: outbox :message
UPDATE outbox SET state = 'sent', sent_at = :now, file = :file, error = NULL, not_before = NULL,
                  lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- name: message.failed
UPDATE outbox SET state = :state, error = :error, not_before = :not_before,
                  lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- A letter to be made, with what its code is sealed under: a rank's code, or the 4 digits of a customer's card.
-- name: letter.one
SELECT o.id, o.recipient, o.language, o.kind, o.subject, o.body, o.created_at, o.sealed_kind, o.sealed_id,
       r.pin_sealed, c.customer_id, u.code_sealed
  FROM outbox o
  LEFT JOIN rank r ON o.sealed_kind = 'pin' AND r.id = o.sealed_id
  LEFT JOIN card c ON o.sealed_kind = 'driver_codes' AND c.id = o.sealed_id
  LEFT JOIN customer u ON u.id = c.customer_id
 WHERE o.id = :message;

-- name: letter.drivers
SELECT d.name, d.code FROM outbox_driver x JOIN driver d ON d.id = x.driver_id
 WHERE x.outbox_id = :message AND d.code IS NOT NULL
 ORDER BY d.name_key, d.id;

-- name: letter.driver_first
SELECT code FROM country WHERE code_order = 'driver_first' ORDER BY position, code;
