-- AUT: digital authorisations.

-- name: authorisation.by_number
SELECT id, customer_id, version, number AS key FROM authorisation WHERE number_key = :key
UNION ALL
SELECT id, customer_id, version, number AS key FROM authorisation WHERE card = :key;

-- name: authorisation.customer
SELECT id, number, name, country, language, currency, state, ceiling FROM customer WHERE id = :customer;

-- name: authorisation.station
SELECT name, state FROM station WHERE id = :station;

-- name: authorisation.facts
SELECT a.id, a.number, a.card, a.customer_id, a.station_id, a.source_id, a.driver, a.country, a.phone, a.plate, a.plate_key, a.amount, a.credit,
       a.currency, a.state, a.created_at, a.valid_until, a.used_at, a.cancelled_at, a.version,
       COALESCE(s.name, 'all') AS station, u.name AS customer_name, u.language
  FROM authorisation a
  JOIN customer u ON u.id = a.customer_id
  LEFT JOIN station s ON s.id = a.station_id
 WHERE a.id = :authorisation;

-- A plate that can already refuel.
-- name: authorisation.same_plate
SELECT number, credit, currency, valid_until FROM authorisation
 WHERE plate_key = :plate_key AND customer_id = :customer AND state = 'active' AND valid_until > :now
 ORDER BY id DESC LIMIT 1;

-- name: authorisation.insert
-- touches: authorisation :id
INSERT INTO authorisation (id, number, number_key, card, customer_id, station_id, source_id, driver, driver_key, country, prefix, phone,
                           plate, plate_key, amount, credit, currency, state, created_at, valid_until, active_at, created_by)
VALUES (:id, :number, :number_key, :card, :customer, :station, :source, :driver, :driver_key, :country, :prefix, :phone,
        :plate, :plate_key, :amount, :amount, :currency, :state, :now, :valid_until, :active_at, :login);

-- name: authorisation.activate
-- touches: authorisation :authorisation
UPDATE authorisation SET state = 'active', active_at = :now, version = version + 1
 WHERE id = :authorisation AND state = 'registered' AND valid_until > :now;

-- name: authorisation.cancel
-- touches: authorisation :authorisation
UPDATE authorisation SET state = 'cancelled', cancelled_at = :now, valid_until = :now, version = version + 1
 WHERE id = :authorisation AND (state = 'registered' OR state = 'active') AND valid_until > :now;

-- One statement, so that two who take at once never take more than there is.
-- name: authorisation.use
-- touches: authorisation :authorisation
UPDATE authorisation SET credit = credit - :amount, version = version + 1,
       state = CASE WHEN credit = :amount THEN 'used' ELSE state END,
       used_at = CASE WHEN credit = :amount THEN :now ELSE used_at END
 WHERE id = :authorisation AND state = 'active' AND valid_until > :now AND credit >= :amount;

-- name: authorisation.due_to_end
SELECT a.id, a.state FROM authorisation a
 WHERE (CASE WHEN state = 'registered' OR state = 'active' THEN valid_until END) <= :now
 ORDER BY (CASE WHEN state = 'registered' OR state = 'active' THEN valid_until END), a.id
 LIMIT :most;

-- name: authorisation.expire
-- touches: authorisation :authorisation
UPDATE authorisation SET state = 'expired', version = version + 1
 WHERE id = :authorisation AND (state = 'registered' OR state = 'active');

-- name: authorisation.withdraw
UPDATE pending SET state = 'withdrawn', ended_at = :now, version = version + 1
 WHERE kind = 'authorisation' AND record_id = :authorisation AND command = 'authorisation.activate' AND state = 'waiting';
