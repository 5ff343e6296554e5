-- MSG: messages on their way.

-- Who has the turn to deliver (one at a time) finds what others held: they are gone.  What gammu-smsd has in its
-- hands is waited for.
-- name: message.left
SELECT id, customer_id, state FROM outbox
 WHERE channel = :channel AND state = 'sending' AND handed_at IS NULL
   AND (lease_owner <> :owner OR lease_until <= :now)
 ORDER BY id LIMIT 1;

-- name: message.waiting
SELECT id, customer_id, state FROM outbox
 WHERE channel = :channel AND state = 'waiting' AND COALESCE(not_before, :now) <= :now
 ORDER BY id LIMIT 1;

-- Whoever held it is gone: what he gave away may have gone (doubtful).
-- name: message.take
UPDATE outbox SET state = 'sending', tries = tries + 1, lease_owner = :owner, lease_until = :until,
                  doubtful = CASE WHEN :doubtful = 1 THEN 1 ELSE doubtful END, version = version + 1
 WHERE id = :message;

-- What is asked of the channels before the gate is.
-- name: message.due
SELECT channel, COUNT(*) FROM outbox
 WHERE (state = 'waiting' AND COALESCE(not_before, :now) <= :now)
    OR (state = 'sending' AND handed_at IS NULL AND (lease_owner <> :owner OR lease_until <= :now))
 GROUP BY channel;

-- name: message.held
SELECT id, channel, customer_id, card_id, tries FROM outbox
 WHERE id = :message AND state = 'sending' AND lease_owner = :owner;

-- name: message.sent
-- touches: outbox :message
UPDATE outbox SET state = 'sent', sent_at = :now, file = :file, error = NULL, not_before = NULL, secret = NULL, deadline = NULL,
                  handed_at = NULL, lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- name: message.handed
UPDATE outbox SET handed_at = :now, file = :file, error = NULL, not_before = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- name: message.retry
UPDATE outbox SET state = 'waiting', error = :error, not_before = :not_before, handed_at = NULL,
                  doubtful = CASE WHEN :doubtful = 1 THEN 1 ELSE doubtful END,
                  lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- A code that may yet be in time stays, for whoever has it sent again.
-- name: message.failed
-- touches: outbox :message
UPDATE outbox SET state = 'failed', error = :error, not_before = NULL, handed_at = NULL,
                  doubtful = CASE WHEN :doubtful = 1 THEN 1 ELSE doubtful END,
                  lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- As it was before it was taken: the way out is closed, which says nothing of the message.
-- name: message.released
UPDATE outbox SET state = 'waiting', tries = tries - 1, lease_owner = NULL, lease_until = NULL, version = version + 1
 WHERE id = :message AND state = 'sending';

-- Of the one that is under way the end is awaited.
-- name: message.overdue
SELECT id, deadline FROM outbox WHERE deadline <= :now AND state <> 'sending' ORDER BY deadline, id LIMIT 1;

-- name: message.expire
-- touches: outbox :message
UPDATE outbox SET state = 'failed', error = CASE WHEN state = 'failed' THEN error ELSE :error END, secret = NULL, deadline = NULL,
                  not_before = NULL, version = version + 1
 WHERE id = :message AND state <> 'sending';

-- name: message.one
SELECT id, channel, recipient, language, kind, subject, body, created_at, secret, tries FROM outbox WHERE id = :message;

-- name: message.files
SELECT name, media, hash FROM outbox_file WHERE outbox_id = :message ORDER BY position;

-- What gammu-smsd has in its hands.
-- name: message.out
SELECT id, file, lease_owner, deadline, tries, coded FROM outbox WHERE handed_at IS NOT NULL ORDER BY id;

-- name: transport.state
SELECT transport, error FROM transport WHERE channel = :channel;

-- name: transport.set
INSERT INTO transport (channel, transport, error, since) VALUES (:channel, :transport, :error, :now)
    ON CONFLICT (channel) DO UPDATE SET transport = excluded.transport, error = excluded.error, since = excluded.since;

-- What people do about one.
-- name: message.by_number
SELECT id, customer_id, version, CAST(id AS TEXT) AS key FROM outbox
 WHERE id = CASE WHEN length(:key) BETWEEN 1 AND 18 THEN CAST(:key AS BIGINT) END;

-- name: message.facts
SELECT id, channel, kind, recipient, language, subject, state, tries, secret, coded, deadline, sealed_kind, handed_at, sent_at,
       customer_id, card_id FROM outbox WHERE id = :message;

-- name: message.again
-- touches: outbox :message
UPDATE outbox SET state = 'waiting', tries = 0, error = NULL, not_before = NULL, version = version + 1
 WHERE id = :message AND state IN ('waiting', 'failed', 'cancelled');

-- name: message.copy
-- touches: outbox :new_id
INSERT INTO outbox (id, channel, recipient, language, kind, subject, body, state, customer_id, card_id, authorisation_id, invoice_id, sealed_kind, sealed_id,
                    parts, copy_of, created_at)
SELECT :new_id, channel, recipient, language, kind, subject, body, 'waiting', customer_id, card_id, authorisation_id, invoice_id, sealed_kind, sealed_id,
       parts, id, :now FROM outbox WHERE id = :message;

-- Files that went with what was sent, or will not be, are not kept for ever: their names are.
-- name: message.drop_files
UPDATE outbox_file SET hash = ''
 WHERE hash <> '' AND outbox_id IN (SELECT o.id FROM outbox o
                                     WHERE o.state IN ('sent', 'cancelled', 'failed') AND COALESCE(o.sent_at, o.created_at) < :before);

-- name: message.file_gone
SELECT name FROM outbox_file WHERE outbox_id = :message AND hash = '' ORDER BY position LIMIT 1;

-- name: message.copy_files
INSERT INTO outbox_file (outbox_id, position, name, media, size, hash)
SELECT :new_id, position, name, media, size, hash FROM outbox_file WHERE outbox_id = :message;

-- name: message.copy_drivers
INSERT INTO outbox_driver (outbox_id, driver_id) SELECT :new_id, driver_id FROM outbox_driver WHERE outbox_id = :message;

-- name: message.cancel
-- touches: outbox :message
UPDATE outbox SET state = 'cancelled', secret = NULL, deadline = NULL, not_before = NULL, version = version + 1
 WHERE id = :message AND state IN ('waiting', 'failed');

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
