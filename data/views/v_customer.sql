CREATE VIEW v_customer AS
SELECT u.id, u.id AS customer_id, u.number, u.number AS customer, u.contract, u.name, u.name_key, u.country, u.language, u.currency, u.vat, u.iban, u.ceiling, u.state,
       a.street, a.postcode, a.town, m.name AS manager, m.email, m.phone, u.note, u.first_order_at,
       (SELECT n.receivers FROM alert n WHERE n.customer_id = u.id AND n.event = 'invoice' AND n.channel = 'email') AS invoice_users,
       CASE WHEN u.first_order_at IS NULL THEN 1 ELSE 0 END AS awaits_order,
       (SELECT COALESCE(SUM(t.cards), 0) FROM card_tally t WHERE t.customer_id = u.id AND t.state <> 'deleted') AS cards,
       (SELECT COALESCE(SUM(t.cards), 0) FROM card_tally t WHERE t.customer_id = u.id AND t.state = 'active') AS active_cards,
       'customer' AS record_kind, u.created_at, u.version
  FROM customer u
  LEFT JOIN address a ON a.customer_id = u.id AND a.kind = 'legal'
  LEFT JOIN contact m ON m.customer_id = u.id AND m.kind = 'manager';

CREATE VIEW v_contact AS
SELECT k.id, k.customer_id, u.number AS customer, k.kind, k.name, k.email, k.phone, k.language,
       u.number || '/' || k.kind AS reference, k.version
  FROM contact k LEFT JOIN customer u ON u.id = k.customer_id;

CREATE VIEW v_division AS
SELECT d.id, d.customer_id, u.number AS customer, u.name AS customer_name, d.name, d.name_key,
       (SELECT COUNT(*) FROM card c WHERE c.division_id = d.id) AS cards,
       (SELECT COUNT(*) FROM driver x WHERE x.division_id = d.id) AS drivers,
       u.number || '/' || d.name AS reference, d.version
  FROM division d LEFT JOIN customer u ON u.id = d.customer_id;

CREATE VIEW v_delivery_point AS
SELECT p.id, p.customer_id, u.number AS customer, u.name AS customer_name, p.name, p.attention, p.street, p.postcode, p.town, p.country, p.standard,
       u.number || '/' || p.name AS reference, p.version
  FROM delivery_point p LEFT JOIN customer u ON u.id = p.customer_id;

CREATE VIEW v_address AS
SELECT a.id, a.customer_id, u.number AS customer, a.kind, a.attention, a.street, a.postcode, a.town, a.country,
       u.number || '/' || a.kind AS named, a.version
  FROM address a LEFT JOIN customer u ON u.id = a.customer_id;

-- A driver is called by customer and code, "C00123/0412"; one without a code by his own number, "C00123/#77".
-- effect_at: since when the code is blocked, or from when it will be.
CREATE VIEW v_driver AS
SELECT x.id, x.customer_id, u.number AS customer, u.name AS customer_name, d.name AS division, d.name_key AS division_key,
       x.name, x.name_key, x.code, x.state, x.blocked_at, x.blocks_at, COALESCE(x.blocks_at, x.blocked_at) AS effect_at, x.created_at,
       CASE WHEN x.code IS NULL OR x.state = 'blocked' THEN 0 ELSE 1 END AS blockable,
       CASE WHEN x.state = 'active' THEN 0 ELSE 1 END AS liftable,
       u.number || '/' || COALESCE(x.code, '#' || CAST(x.id AS TEXT)) AS reference, 'driver' AS record_kind, x.version
  FROM driver x
  LEFT JOIN customer u ON u.id = x.customer_id
  LEFT JOIN division d ON d.id = x.division_id;
