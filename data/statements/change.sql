-- What may be changed of a card, by the names of the parameters.
-- name: change.settings
SELECT c.vehicle_id, c.driver_id, c.division_id, d.name AS division, c.category, c.country, c.plate, c.driver, c.emboss, c.mention,
       v.type AS vehicle_type, v.tank_capacity, c.phone, c.odometer_entry AS odometer,
       v.class AS vehicle_class, v.weight, v.dimensions, v.axles, v.euro_class, c.code_kind,
       c.delivery_point_id, p.name AS delivery_point,
       c.control_profile_id AS profile_id, f.name AS profile
  FROM card c
  LEFT JOIN division d ON d.id = c.division_id
  LEFT JOIN delivery_point p ON p.id = c.delivery_point_id
  LEFT JOIN control_profile f ON f.id = c.control_profile_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id
 WHERE c.id = :card;

-- name: change.products
SELECT product FROM card_product WHERE card_id = :card;

-- name: change.drop_products
DELETE FROM card_product WHERE card_id = :card;

-- name: change.vehicle
SELECT id, type AS vehicle_type, tank_capacity, class AS vehicle_class, weight, dimensions, axles, euro_class
  FROM vehicle
 WHERE customer_id = :customer AND country = :country AND plate_key = :plate_key;

-- name: change.set_vehicle
-- touches: vehicle :vehicle
UPDATE vehicle SET type = :vehicle_type, tank_capacity = :tank_capacity, class = :vehicle_class, weight = :weight,
                   dimensions = :dimensions, axles = :axles, euro_class = :euro_class, version = version + 1
 WHERE id = :vehicle;

-- name: change.same_vehicle
SELECT COUNT(*) AS cards FROM card
 WHERE vehicle_id = :vehicle AND id <> :card
   AND state IN ('new', 'in_production', 'active', 'suspended', 'cancelled');

-- name: change.card
-- touches: card :card
UPDATE card SET division_id = :division, category = :category, country = :country, plate = :plate, plate_key = :plate_key,
                vehicle_id = :vehicle, driver = :driver, driver_key = :driver_key, driver_id = :driver_id, emboss = :emboss,
                mention = :mention, phone = :phone, odometer_entry = :odometer, code_kind = :code_kind,
                delivery_point_id = :delivery_point, control_profile_id = :profile, version = version + 1
 WHERE id = :card;
