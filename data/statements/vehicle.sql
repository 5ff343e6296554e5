-- name: vehicle.by_plate
SELECT id, plate FROM vehicle WHERE customer_id = :customer AND country = :country AND plate_key = :plate_key;

-- name: vehicle.insert
-- touches: vehicle :id
INSERT INTO vehicle (id, customer_id, country, plate, plate_key) VALUES (:id, :customer, :country, :plate, :plate_key);

-- What is not given stays.
-- name: vehicle.update
-- touches: vehicle :vehicle
UPDATE vehicle SET type = COALESCE(:type, type), tank_capacity = COALESCE(:tank_capacity, tank_capacity),
                   class = COALESCE(:class, class), weight = COALESCE(:weight, weight),
                   dimensions = COALESCE(:dimensions, dimensions), axles = COALESCE(:axles, axles),
                   euro_class = COALESCE(:euro_class, euro_class), version = version + 1
 WHERE id = :vehicle;

-- name: vehicle.resemble
-- touches: vehicle :vehicle
UPDATE vehicle SET type = COALESCE(type, (SELECT o.type FROM vehicle o WHERE o.id = :other)),
                   tank_capacity = COALESCE(tank_capacity, (SELECT o.tank_capacity FROM vehicle o WHERE o.id = :other)),
                   class = COALESCE(class, (SELECT o.class FROM vehicle o WHERE o.id = :other)),
                   weight = COALESCE(weight, (SELECT o.weight FROM vehicle o WHERE o.id = :other)),
                   dimensions = COALESCE(dimensions, (SELECT o.dimensions FROM vehicle o WHERE o.id = :other)),
                   axles = COALESCE(axles, (SELECT o.axles FROM vehicle o WHERE o.id = :other)),
                   euro_class = COALESCE(euro_class, (SELECT o.euro_class FROM vehicle o WHERE o.id = :other)),
                   version = version + 1
 WHERE id = :vehicle;
