-- STN-01: stations.  distance is a query's that says near what (guichet-screens(5)); nobody's else.
CREATE VIEW v_station AS
SELECT s.id, s.code, s.name, s.name_key, s.brand, s.street, s.postcode, s.town, s.town_key, s.country, s.road, s.motorway,
       s.services, s.products, s.latitude, s.longitude, s.coordinates, s.x, s.y, s.z, CAST(NULL AS BIGINT) AS distance,
       CASE WHEN ',' || COALESCE(s.services, '') || ',' LIKE '%,secured,%' THEN 1 ELSE 0 END AS secured,
       s.state, s.changed_at, s.version, 'station' AS record_kind
  FROM station s;
