-- AUT-05.  ends_at: while it is still to end, which an index of 0012 has word for word; from then on it shows as
-- expired, to the second (screens: lapses).  station: a name, or "all".
CREATE VIEW v_authorisation AS
SELECT a.id, a.number AS code, a.number_key, a.number AS authorisation, a.created_at, a.customer_id, u.number AS customer, u.name AS customer_name,
       COALESCE(s.name, 'all') AS station, COALESCE(s.code, 'all') AS station_code, s.code AS station_own, s.name_key AS station_key,
       a.driver, a.driver_key, a.country, a.prefix, a.phone, a.plate, a.plate_key, a.amount, a.credit, a.amount - a.credit AS taken, a.currency,
       a.valid_until, a.state, a.card, a.source_id, c.number AS source, CASE WHEN a.source_id IS NULL THEN 0 ELSE 1 END AS has_source, a.active_at, a.used_at, a.cancelled_at, a.created_by,
       CASE WHEN a.state = 'registered' OR a.state = 'active' THEN a.valid_until END AS ends_at,
       CASE WHEN a.state = 'registered' OR a.state = 'active' THEN 1 ELSE 0 END AS cancellable,
       CASE WHEN a.state = 'active' THEN 1 ELSE 0 END AS active, 'authorisation' AS record_kind, a.version
  FROM authorisation a
  LEFT JOIN customer u ON u.id = a.customer_id
  LEFT JOIN station s ON s.id = a.station_id
  LEFT JOIN card c ON c.id = a.source_id;
