-- The limits and controls that bind a card, whoever set them, and which of them the strictest one covers (CARD-03): the
-- same rule as src/domain/limit_effective.c.  covered_by is the level of what makes a row void; NULL: it binds.
CREATE VIEW v_limit AS
SELECT l.id, c.id AS card_id, c.number AS card, c.customer_id, l.level, COALESCE(l.product, l.goods, 'all') AS product,
       l.goods, l.measure, l.period, l.days,
       CASE WHEN l.measure = 'amount' THEN l.value END AS amount, CASE WHEN l.measure = 'volume' THEN l.value END AS volume,
       CASE WHEN l.measure = 'count' THEN l.value END AS uses,
       CASE WHEN l.measure = 'count' THEN CAST(l.value AS TEXT)
            WHEN l.measure = 'amount' THEN CAST(l.value / 100 AS TEXT) || '.' || SUBSTR(CAST(100 + l.value % 100 AS TEXT), 2)
            ELSE CAST(l.value / 1000 AS TEXT) || '.' || SUBSTR(CAST(1000 + l.value % 1000 AS TEXT), 2) END AS entry,
       l.value, l.breach, l.warn, c.version, CASE WHEN l.level = 'card' THEN 1 ELSE 0 END AS own,
       (SELECT o.level FROM card_limit o
         WHERE (o.card_id = c.id OR (o.customer_id = c.customer_id AND o.level IN ('customer', 'division', 'profile')
                AND (o.level = 'customer' OR o.division_id = c.division_id OR o.control_profile_id = c.control_profile_id)))
           AND o.id <> l.id AND o.measure = l.measure AND o.period = l.period
           AND COALESCE(o.days, 0) = COALESCE(l.days, 0) AND o.value <= l.value AND (o.breach = 'block' OR l.breach = 'notify')
           AND (o.product = l.product OR o.goods = COALESCE(l.goods, p.kind) OR (o.product IS NULL AND o.goods IS NULL))
           AND (o.value < l.value OR o.breach <> l.breach
                OR COALESCE(o.product, o.goods, 'all') <> COALESCE(l.product, l.goods, 'all')
                OR CASE o.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END
                 < CASE l.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END)
         ORDER BY o.value, CASE o.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END
         LIMIT 1) AS covered_by
  FROM card c
  JOIN card_limit l ON l.card_id = c.id
                    OR (l.customer_id = c.customer_id AND l.level IN ('customer', 'division', 'profile')
                        AND (l.level = 'customer' OR l.division_id = c.division_id OR l.control_profile_id = c.control_profile_id))
  LEFT JOIN product p ON p.code = l.product;

-- Numbers: the smallest binds, but of minutes the greatest; of sets the one that is within the other, when bits can say
-- it; others bind together.
CREATE VIEW v_control AS
SELECT k.id, c.id AS card_id, c.number AS card, c.customer_id, k.level, k.kind, k.value, k.breach, c.version,
       CASE WHEN k.level = 'card' THEN 1 ELSE 0 END AS own,
       (SELECT o.level FROM card_control o
         WHERE (o.card_id = c.id OR (o.customer_id = c.customer_id AND o.level IN ('customer', 'division', 'profile')
                AND (o.level = 'customer' OR o.division_id = c.division_id OR o.control_profile_id = c.control_profile_id)))
           AND o.id <> k.id AND o.kind = k.kind AND (o.breach = 'block' OR k.breach = 'notify')
           AND (o.value = k.value
                OR CASE WHEN o.kind <> k.kind THEN 0 -- only what is a number is read as one
                        WHEN o.kind IN ('tank', 'transactions_a_day') THEN CAST(k.value AS INTEGER) - CAST(o.value AS INTEGER)
                        WHEN o.kind = 'minutes_between' THEN CAST(o.value AS INTEGER) - CAST(k.value AS INTEGER)
                        ELSE 0 END > 0
                OR (o.kind = 'odometer' AND (k.value = 'no' OR o.value = 'plausible'))
                OR (o.kind IN ('countries', 'days', 'hours') AND o.mask & k.mask = o.mask))
           AND (o.value <> k.value OR o.breach <> k.breach
                OR CASE o.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END
                 < CASE k.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END)
         ORDER BY CASE o.level WHEN 'card' THEN 1 WHEN 'profile' THEN 2 WHEN 'division' THEN 3 ELSE 4 END
         LIMIT 1) AS covered_by
  FROM card c
  JOIN card_control k ON k.card_id = c.id
                      OR (k.customer_id = c.customer_id AND k.level IN ('customer', 'division', 'profile')
                          AND (k.level = 'customer' OR k.division_id = c.division_id OR k.control_profile_id = c.control_profile_id));

-- What a customer sets for its fleet and its divisions, and in its profiles.
CREATE VIEW v_fleet_limit AS
SELECT l.id, l.customer_id, u.number AS customer, l.level, d.name AS division,
       COALESCE(l.product, l.goods, 'all') AS product, l.measure, l.period, l.days,
       CASE WHEN l.measure = 'amount' THEN l.value END AS amount, CASE WHEN l.measure = 'volume' THEN l.value END AS volume,
       CASE WHEN l.measure = 'count' THEN l.value END AS uses,
       CASE WHEN l.measure = 'count' THEN CAST(l.value AS TEXT)
            WHEN l.measure = 'amount' THEN CAST(l.value / 100 AS TEXT) || '.' || SUBSTR(CAST(100 + l.value % 100 AS TEXT), 2)
            ELSE CAST(l.value / 1000 AS TEXT) || '.' || SUBSTR(CAST(1000 + l.value % 1000 AS TEXT), 2) END AS entry,
       l.breach, l.warn
  FROM card_limit l
  LEFT JOIN customer u ON u.id = l.customer_id
  LEFT JOIN division d ON d.id = l.division_id
 WHERE l.level IN ('customer', 'division');

CREATE VIEW v_profile_limit AS
SELECT l.id, l.customer_id, u.number AS customer, f.name AS profile,
       COALESCE(l.product, l.goods, 'all') AS product, l.measure, l.period, l.days,
       CASE WHEN l.measure = 'amount' THEN l.value END AS amount, CASE WHEN l.measure = 'volume' THEN l.value END AS volume,
       CASE WHEN l.measure = 'count' THEN l.value END AS uses,
       CASE WHEN l.measure = 'count' THEN CAST(l.value AS TEXT)
            WHEN l.measure = 'amount' THEN CAST(l.value / 100 AS TEXT) || '.' || SUBSTR(CAST(100 + l.value % 100 AS TEXT), 2)
            ELSE CAST(l.value / 1000 AS TEXT) || '.' || SUBSTR(CAST(1000 + l.value % 1000 AS TEXT), 2) END AS entry,
       l.breach, l.warn
  FROM card_limit l
  LEFT JOIN customer u ON u.id = l.customer_id
  LEFT JOIN control_profile f ON f.id = l.control_profile_id
 WHERE l.level = 'profile';

CREATE VIEW v_fleet_control AS
SELECT k.id, k.customer_id, u.number AS customer, k.level, d.name AS division, k.kind, k.value, k.breach
  FROM card_control k
  LEFT JOIN customer u ON u.id = k.customer_id
  LEFT JOIN division d ON d.id = k.division_id
 WHERE k.level IN ('customer', 'division');

CREATE VIEW v_profile_control AS
SELECT k.id, k.customer_id, u.number AS customer, f.name AS profile, k.kind, k.value, k.breach
  FROM card_control k
  LEFT JOIN customer u ON u.id = k.customer_id
  LEFT JOIN control_profile f ON f.id = k.control_profile_id
 WHERE k.level = 'profile';

CREATE VIEW v_control_profile AS
SELECT f.id, f.customer_id, u.number AS customer, u.name AS customer_name, f.name, f.name_key, f.version,
       (SELECT COUNT(*) FROM card c WHERE c.control_profile_id = f.id) AS cards,
       (SELECT COUNT(*) FROM card_limit l WHERE l.control_profile_id = f.id) AS limits,
       (SELECT COUNT(*) FROM card_control k WHERE k.control_profile_id = f.id) AS controls, 'profile' AS record_kind
  FROM control_profile f
  LEFT JOIN customer u ON u.id = f.customer_id;
