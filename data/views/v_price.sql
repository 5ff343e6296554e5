-- STN-01: what stations ask now, and what they have asked.
CREATE VIEW v_price AS
SELECT p.id, p.station_id, s.code AS station, s.name, s.name_key, s.brand, s.postcode, s.town, s.town_key, s.country, s.motorway,
       p.product, p.price, p.at, p.stale_at, s.x, s.y, s.z, CAST(NULL AS BIGINT) AS distance
  FROM station_price p
  LEFT JOIN station s ON s.id = p.station_id
 WHERE p.current = 1;

CREATE VIEW v_price_history AS
SELECT p.id, p.station_id, s.code AS station, s.name, s.town, p.product, p.price, p.at, p.until
  FROM station_price p
  LEFT JOIN station s ON s.id = p.station_id;
