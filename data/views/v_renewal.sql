-- REN-03: the cards on their way through a renewal, with the days their customer was told.  days_left is a day
-- of the view that the list shows as the days until then, while something can still be changed.
CREATE VIEW v_renewal AS
SELECT c.id, c.number AS card, c.number, c.rank, c.product, c.state, c.plate, c.plate_key, c.driver, c.driver_key, c.renewal,
       c.expires_on, c.last_used_on, c.next_rank, c.customer_id, u.number AS customer, u.name AS customer_name, d.name AS division,
       k.cutoff_on, CASE WHEN k.produced_at IS NULL THEN k.cutoff_on END AS days_left, k.ship_until, k.told_at, k.reminded_at, k.produced_at, n.state AS next_state,
       CASE WHEN c.renewal = 'cancelled_unused' OR c.renewal = 'cancelled_by_user' THEN 1 ELSE 0 END AS renewable,
       CASE WHEN c.renewal = 'candidate' AND c.state = 'active' THEN 1 ELSE 0 END AS cancellable,
       CASE WHEN c.renewal = 'in_renewal' THEN 0 ELSE 1 END AS changeable,
       'card' AS record_kind, c.version
  FROM card c
  LEFT JOIN customer u ON u.id = c.customer_id
  LEFT JOIN division d ON d.id = c.division_id
  LEFT JOIN renewal_cohort k ON k.customer_id = c.customer_id AND k.month = substr(c.expires_on, 1, 7)
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank
 WHERE c.renewal <> 'none';

-- The cards of one customer that expire in one month, counted.  Each count walks the customer's own index.
CREATE VIEW v_renewal_cohort AS
SELECT k.id, k.customer_id, u.number AS customer, u.name AS customer_name, k.month, u.number || ' ' || k.month AS cohort,
       k.expires_on, k.reminder_on, k.cutoff_on, CASE WHEN k.produced_at IS NULL THEN k.cutoff_on END AS days_left, k.ship_until, k.told_at, k.reminded_at, k.produced_at,
       k.activated_at,
       (SELECT COUNT(*) FROM card c WHERE c.customer_id = k.customer_id AND c.expires_on BETWEEN k.month || '-01' AND k.expires_on
           AND COALESCE(c.renewal, c.renewal) = 'candidate') AS candidates,
       (SELECT COUNT(*) FROM card c WHERE c.customer_id = k.customer_id AND c.expires_on BETWEEN k.month || '-01' AND k.expires_on
           AND COALESCE(c.renewal, c.renewal) = 'cancelled_unused') AS unused,
       (SELECT COUNT(*) FROM card c WHERE c.customer_id = k.customer_id AND c.expires_on BETWEEN k.month || '-01' AND k.expires_on
           AND COALESCE(c.renewal, c.renewal) = 'cancelled_by_user') AS cancelled,
       (SELECT COUNT(*) FROM card c WHERE c.customer_id = k.customer_id AND c.expires_on BETWEEN k.month || '-01' AND k.expires_on
           AND COALESCE(c.renewal, c.renewal) = 'in_renewal') AS made,
       k.version
  FROM renewal_cohort k
  LEFT JOIN customer u ON u.id = k.customer_id;
