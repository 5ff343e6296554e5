-- The last night that was done to its end; a catching up begins after it.
-- name: renewal.last_night
SELECT value AS day FROM setting WHERE name = 'nightly_on';

-- name: renewal.night_done
INSERT INTO setting (name, value) VALUES ('nightly_on', :today)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value < excluded.value;

-- A card in hand that no renewal knows yet, of the months whose notice is due.
-- name: renewal.first_due
SELECT customer_id, expires_on FROM card
 WHERE renewal = 'none' AND state = :state AND expires_on BETWEEN :from AND :until
 ORDER BY expires_on, id
 LIMIT 1;

-- Within one customer and month; renewal is so written that the customer's own index is followed.
-- name: renewal.cards_due
SELECT c.id, c.state, c.last_used_on, r.state_before
  FROM card c
  LEFT JOIN rank r ON r.card_id = c.id AND r.number = c.rank
 WHERE c.customer_id = :customer AND c.expires_on BETWEEN :from AND :until
   AND COALESCE(c.renewal, c.renewal) = 'none' AND c.state IN ('active', 'suspended', 'cancelled')
 ORDER BY c.expires_on, c.id
 LIMIT :most;

-- name: renewal.cohort
SELECT k.id, k.customer_id, k.month, k.expires_on, k.reminder_on, k.cutoff_on, k.ship_until, k.told_at, k.reminded_at,
       k.produced_at, k.activated_at, u.number, u.name, u.language
  FROM renewal_cohort k
  JOIN customer u ON u.id = k.customer_id
 WHERE k.customer_id = :customer AND k.month = :month;

-- name: renewal.open
-- touches: renewal_cohort :id
INSERT INTO renewal_cohort (id, customer_id, month, expires_on, reminder_on, cutoff_on, ship_until)
VALUES (:id, :customer, :month, :expires_on, :reminder_on, :cutoff_on, :ship_until);

-- name: renewal.untold
SELECT customer_id, month FROM renewal_cohort WHERE told_at IS NULL ORDER BY month, id LIMIT 1;

-- name: renewal.to_remind
SELECT customer_id, month FROM renewal_cohort
 WHERE reminded_at IS NULL AND reminder_on <= :today AND told_at IS NOT NULL
 ORDER BY reminder_on, id
 LIMIT 1;

-- name: renewal.to_make
SELECT customer_id, month FROM renewal_cohort
 WHERE produced_at IS NULL AND cutoff_on <= :today AND told_at IS NOT NULL
 ORDER BY cutoff_on, id
 LIMIT 1;

-- A card that waited for its duplicate or reproduction to be out, of a month that is made.
-- name: renewal.waited
SELECT k.customer_id, k.month
  FROM card c
  JOIN renewal_cohort k ON k.customer_id = c.customer_id AND k.month = substr(c.expires_on, 1, 7)
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank
 WHERE c.renewal = 'candidate' AND c.expires_on <= :until AND k.produced_at IS NOT NULL
   AND (n.id IS NULL OR n.state <> 'in_production')
 ORDER BY c.expires_on, c.id
 LIMIT 1;

-- name: renewal.to_activate
SELECT customer_id, month FROM renewal_cohort
 WHERE activated_at IS NULL AND expires_on <= :today AND produced_at IS NOT NULL
 ORDER BY expires_on, id
 LIMIT 1;

-- name: renewal.set_told
-- touches: renewal_cohort :id
UPDATE renewal_cohort SET told_at = :now, version = version + 1 WHERE id = :id AND told_at IS NULL;

-- name: renewal.set_reminded
-- touches: renewal_cohort :id
UPDATE renewal_cohort SET reminded_at = :now, version = version + 1 WHERE id = :id AND reminded_at IS NULL;

-- name: renewal.set_produced
-- touches: renewal_cohort :id
UPDATE renewal_cohort SET produced_at = :now, version = version + 1 WHERE id = :id AND produced_at IS NULL;

-- name: renewal.set_activated
-- touches: renewal_cohort :id
UPDATE renewal_cohort SET activated_at = :now, version = version + 1 WHERE id = :id AND activated_at IS NULL;

-- What can be made now: a rank in production is waited for.
-- name: renewal.cards_to_make
SELECT c.id, c.number, c.state, n.id AS next_id,
       (SELECT MAX(o.number) FROM rank o WHERE o.card_id = c.id) AS highest
  FROM card c
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank
 WHERE c.customer_id = :customer AND c.expires_on BETWEEN :from AND :until
   AND COALESCE(c.renewal, c.renewal) = 'candidate' AND (n.id IS NULL OR n.state <> 'in_production')
 ORDER BY c.expires_on, c.id
 LIMIT :most;

-- name: renewal.cards_to_activate
SELECT c.id, c.state, n.id AS next_id, n.state AS next_state
  FROM card c
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank
 WHERE c.customer_id = :customer AND c.expires_on BETWEEN :from AND :until
   AND COALESCE(c.renewal, c.renewal) = 'in_renewal' AND (n.cause IS NULL OR n.cause = 'renewal')
 ORDER BY c.expires_on, c.id
 LIMIT :most;

-- name: renewal.counts
SELECT COALESCE(SUM(CASE WHEN renewal = 'candidate' THEN 1 ELSE 0 END), 0) AS candidates,
       COALESCE(SUM(CASE WHEN renewal = 'cancelled_unused' THEN 1 ELSE 0 END), 0) AS unused,
       COALESCE(SUM(CASE WHEN renewal = 'cancelled_by_user' THEN 1 ELSE 0 END), 0) AS cancelled,
       COALESCE(SUM(CASE WHEN renewal = 'in_renewal' THEN 1 ELSE 0 END), 0) AS made
  FROM card
 WHERE customer_id = :customer AND expires_on BETWEEN :from AND :until AND COALESCE(renewal, renewal) <> 'none';

-- What the customer is told, card by card.
-- name: renewal.candidates
SELECT number, plate, driver, last_used_on, renewal FROM card
 WHERE customer_id = :customer AND expires_on BETWEEN :from AND :until AND COALESCE(renewal, renewal) = 'candidate'
 ORDER BY plate_key, driver_key, id
 LIMIT :most;

-- name: renewal.dropped
SELECT number, plate, driver, last_used_on, renewal FROM card
 WHERE customer_id = :customer AND expires_on BETWEEN :from AND :until
   AND COALESCE(renewal, renewal) IN ('cancelled_unused', 'cancelled_by_user')
 ORDER BY renewal DESC, plate_key, driver_key, id
 LIMIT :most;

-- Those of the month that have their new rank, by its expiry.
-- name: renewal.renewed
SELECT c.number, c.plate, c.driver, c.last_used_on, 'candidate' AS renewal
  FROM card c
  JOIN rank r ON r.card_id = c.id AND r.number = c.rank
 WHERE c.customer_id = :customer AND c.expires_on = :until AND r.cause = 'renewal'
 ORDER BY COALESCE(c.plate_key, ''), c.driver_key, c.id
 LIMIT :most;

-- name: renewal.renewed_count
SELECT COUNT(*) AS cards
  FROM card c
  JOIN rank r ON r.card_id = c.id AND r.number = c.rank
 WHERE c.customer_id = :customer AND c.expires_on = :until AND r.cause = 'renewal';

-- REN-05: a rank not made yet is made once, for the years to come.
-- name: renewal.prolong
-- touches: rank :rank
UPDATE rank SET expires_on = :expires_on, version = version + 1 WHERE id = :rank AND state = 'new';

-- name: renewal.request_made
-- touches: request :request
UPDATE request SET state = 'in_progress', due_at = :due, version = version + 1 WHERE id = :request;

-- What is over is renewed no more.
-- name: renewal.end
-- touches: card :card
UPDATE card SET renewal = 'none', version = version + 1
 WHERE id = :card AND renewal <> 'none' AND renewal <> 'in_renewal';

-- A cancelled card is kept, under its suspension if it has one.
-- name: renewal.keep_rank
-- touches: rank :rank
UPDATE rank SET state = CASE WHEN state = 'cancelled' THEN 'active' ELSE state END,
                state_before = CASE WHEN state = 'suspended' THEN 'active' END, version = version + 1
 WHERE id = :rank AND (state = 'cancelled' OR state = 'suspended');
