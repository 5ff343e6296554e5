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
