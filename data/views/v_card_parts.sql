CREATE VIEW v_rank AS
SELECT r.id, r.card_id, c.number AS card, c.customer_id, r.number, r.cause, r.state, r.embossed, r.created_at,
       r.active_at, r.expires_on, r.block_reason, r.blocked_at, r.suspended_by, r.suspended_until, r.new_pin,
       r.pin_sent_at, CASE WHEN r.number = c.rank THEN 1 ELSE 0 END AS present, r.version
  FROM rank r LEFT JOIN card c ON c.id = r.card_id;

CREATE VIEW v_card_product AS
SELECT x.card_id * 100 + p.position AS id, x.card_id, c.number AS card, c.customer_id, x.product, p.kind, p.position
  FROM card_product x
  LEFT JOIN card c ON c.id = x.card_id
  LEFT JOIN product p ON p.code = x.product;

-- The limits that bind a card, with the level each comes from.
CREATE VIEW v_limit AS
SELECT l.id, c.id AS card_id, c.number AS card, c.customer_id, l.level, l.product, l.measure, l.period, l.days,
       CASE WHEN l.measure = 'amount' THEN l.value END AS amount, CASE WHEN l.measure = 'volume' THEN l.value END AS volume,
       CASE WHEN l.measure = 'count' THEN l.value END AS uses, l.value, l.breach, l.warn, l.version
  FROM card c JOIN card_limit l ON l.card_id = c.id
UNION ALL
SELECT l.id, c.id AS card_id, c.number AS card, c.customer_id, l.level, l.product, l.measure, l.period, l.days,
       CASE WHEN l.measure = 'amount' THEN l.value END AS amount, CASE WHEN l.measure = 'volume' THEN l.value END AS volume,
       CASE WHEN l.measure = 'count' THEN l.value END AS uses, l.value, l.breach, l.warn, l.version
  FROM card c JOIN card_limit l ON l.customer_id = c.customer_id
 WHERE l.level = 'customer' OR (l.level = 'division' AND l.division_id = c.division_id)
    OR (l.level = 'profile' AND l.control_profile_id = c.control_profile_id);

CREATE VIEW v_control AS
SELECT k.id, c.id AS card_id, c.number AS card, c.customer_id, k.level, k.kind, k.value, k.breach, k.version
  FROM card c JOIN card_control k ON k.card_id = c.id
UNION ALL
SELECT k.id, c.id AS card_id, c.number AS card, c.customer_id, k.level, k.kind, k.value, k.breach, k.version
  FROM card c JOIN card_control k ON k.customer_id = c.customer_id
 WHERE k.level = 'customer' OR (k.level = 'division' AND k.division_id = c.division_id)
    OR (k.level = 'profile' AND k.control_profile_id = c.control_profile_id);
