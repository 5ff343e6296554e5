-- ALT-01: alerts.

-- name: alert.by_number
SELECT id, customer_id, version, CAST(id AS TEXT) AS key FROM alert
 WHERE id = CASE WHEN length(:key) BETWEEN 1 AND 18 THEN CAST(:key AS BIGINT) END;

-- name: alert.of
SELECT id, receivers FROM alert WHERE customer_id = :customer AND event = :event AND channel = :channel;

-- name: alert.facts
SELECT id, customer_id, event, channel, receivers FROM alert WHERE id = :alert;

-- name: alert.insert
-- touches: alert :id
INSERT INTO alert (id, customer_id, event, channel, receivers, changed_at)
VALUES (:id, :customer, :event, :channel, :receivers, :now);

-- name: alert.set_receivers
-- touches: alert :id
UPDATE alert SET receivers = :receivers, changed_at = :now, version = version + 1 WHERE id = :id;

-- name: alert.drop_receivers
DELETE FROM alert_receiver WHERE alert_id = :id;

-- name: alert.add_receiver
INSERT INTO alert_receiver (alert_id, account_id) VALUES (:id, :user);

-- name: alert.delete
-- touches: alert :id
DELETE FROM alert WHERE id = :id;

-- Who may be told of a customer: whoever sees it.
-- name: alert.receiver
SELECT u.id, u.login, u.email, u.phone, u.kind, u.all_customers, u.state, x.customer_id, c.country
  FROM account u
  JOIN customer c ON c.id = :customer
  LEFT JOIN account_customer x ON x.account_id = u.id AND x.customer_id = :customer
 WHERE u.id = :user;

-- Those who still see the customer and may still come in.
-- name: alert.receivers
SELECT a.channel, u.login, u.email, u.phone, u.language, c.country
  FROM alert a
  JOIN alert_receiver r ON r.alert_id = a.id
  JOIN account u ON u.id = r.account_id
  JOIN customer c ON c.id = a.customer_id
  LEFT JOIN account_customer x ON x.account_id = u.id AND x.customer_id = a.customer_id
 WHERE a.customer_id = :customer AND a.event = :event AND u.state = 'active'
   AND (x.customer_id IS NOT NULL OR u.all_customers = 1)
   AND COALESCE(u.valid_from, :today) <= :today AND COALESCE(u.valid_until, :today) >= :today
 ORDER BY a.channel, u.id;
