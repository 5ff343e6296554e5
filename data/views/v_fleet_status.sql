-- FLT-01: one line per card or unit, with its limits and controls.
CREATE VIEW v_fleet_status AS
SELECT c.id, c.number, c.rank, c.product, c.state, c.plate, c.plate_key, c.code_kind, d.name AS division, c.driver, c.driver_key, l.number AS linked,
       u.number AS customer, u.name AS customer_name, c.customer_id, c.country, c.phone, c.created_on, c.last_used_on, c.expires_on, c.renewal, c.odometer_entry, v.tank_capacity,
       (SELECT x.value FROM card_limit x WHERE x.card_id = c.id AND x.product IS NULL AND x.measure = 'amount' AND x.period = 'transaction') AS limit_transaction,
       (SELECT x.value FROM card_limit x WHERE x.card_id = c.id AND x.product IS NULL AND x.measure = 'amount' AND x.period = 'day') AS limit_day,
       (SELECT x.value FROM card_limit x WHERE x.card_id = c.id AND x.product IS NULL AND x.measure = 'amount' AND x.period = 'week') AS limit_week,
       (SELECT x.value FROM card_limit x WHERE x.card_id = c.id AND x.product IS NULL AND x.measure = 'amount' AND x.period = 'month') AS limit_month
  FROM card c
  JOIN customer u ON u.id = c.customer_id
  LEFT JOIN division d ON d.id = c.division_id
  LEFT JOIN card l ON l.id = c.linked_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id;
