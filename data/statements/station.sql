-- STN: stations, what they ask, what units pass.

-- A station by its code, or by one that a double of it had.
-- name: station.by_code
SELECT s.id, 0 AS customer_id, s.version, s.code AS key FROM station s WHERE s.code = :key
UNION ALL
SELECT s.id, 0 AS customer_id, s.version, s.code AS key
  FROM station_code c
  JOIN station s ON s.id = c.station_id
 WHERE c.code = :key;

-- name: station.row
SELECT s.id, s.code, s.name, s.brand, s.street, s.postcode, s.town, s.country, s.road, s.motorway, s.services, s.products,
       s.latitude, s.longitude, s.state
  FROM station s
 WHERE s.code = :code;

-- The same pumps under another code: the very place, street and postcode.
-- name: station.double
SELECT s.id, s.code
  FROM station s
 WHERE s.z = :z AND s.x = :x AND s.y = :y AND s.street_key = :street_key AND s.postcode = :postcode AND s.code <> :code
 ORDER BY s.id
 LIMIT 1;

-- name: station.insert
-- touches: station :id
INSERT INTO station (id, code, name, name_key, brand, street, street_key, postcode, town, town_key, country, road, motorway,
                     services, products, latitude, longitude, coordinates, x, y, z, state, changed_at)
VALUES (:id, :code, :name, :name_key, :brand, :street, :street_key, :postcode, :town, :town_key, :country, :road, :motorway,
        :services, :products, :latitude, :longitude, :coordinates, :x, :y, :z, :state, :now);

-- name: station.update
-- touches: station :id
UPDATE station
   SET name = :name, name_key = :name_key, brand = :brand, street = :street, street_key = :street_key, postcode = :postcode,
       town = :town, town_key = :town_key, country = :country, road = :road, motorway = :motorway, services = :services,
       products = :products, latitude = :latitude, longitude = :longitude, coordinates = :coordinates, x = :x, y = :y, z = :z,
       state = :state, changed_at = :now, version = version + 1
 WHERE id = :id;

-- name: station.code
SELECT c.station_id FROM station_code c WHERE c.code = :code;

-- name: station.code_add
INSERT INTO station_code (code, station_id) VALUES (:code, :station)
ON CONFLICT (code) DO UPDATE SET station_id = excluded.station_id;

-- name: station.code_drop
DELETE FROM station_code WHERE code = :code;

-- name: price.of
SELECT p.id, p.price FROM station_price p WHERE p.station_id = :station AND p.product = :product AND p.at = :at;

-- The price that stood before that moment, and the one that came after it.
-- name: price.before
SELECT p.id
  FROM station_price p
 WHERE p.station_id = :station AND p.product = :product AND p.at < :at
 ORDER BY p.at DESC
 LIMIT 1;

-- name: price.after
SELECT p.id, p.at
  FROM station_price p
 WHERE p.station_id = :station AND p.product = :product AND p.at > :at
 ORDER BY p.at ASC
 LIMIT 1;

-- name: price.insert
INSERT INTO station_price (id, station_id, product, at, until, price, stale_at, current)
VALUES (:id, :station, :product, :at, :until, :price, :stale_at, :current);

-- name: price.end
UPDATE station_price SET until = :at, current = 0 WHERE id = :id;

-- name: price.sold
SELECT s.products FROM station s WHERE s.id = :station;

-- name: price.sells
UPDATE station SET products = :products WHERE id = :station;
