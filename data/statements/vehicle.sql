-- name: vehicle.by_plate
SELECT id, plate FROM vehicle WHERE customer_id = :customer AND country = :country AND plate_key = :plate_key;

-- name: vehicle.insert
-- touches: vehicle :id
INSERT INTO vehicle (id, customer_id, country, plate, plate_key) VALUES (:id, :customer, :country, :plate, :plate_key);
