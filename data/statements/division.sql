-- CUS-02, CUS-03: divisions and delivery points.

-- name: division.rename
-- touches: division :division
UPDATE division SET name = :name, name_key = :name_key, version = version + 1 WHERE id = :division;

-- name: division.holds
SELECT (SELECT COUNT(*) FROM card c WHERE c.division_id = :division AND c.state <> 'blocked' AND c.state <> 'expired' AND c.state <> 'deleted') AS cards,
       (SELECT COUNT(*) FROM driver x WHERE x.division_id = :division) AS drivers,
       (SELECT COUNT(*) FROM card_limit l WHERE l.division_id = :division) +
       (SELECT COUNT(*) FROM card_control k WHERE k.division_id = :division) AS limits;

-- name: division.leave
UPDATE card SET division_id = NULL, version = version + 1 WHERE division_id = :division;

-- name: division.delete
-- touches: division :division
DELETE FROM division WHERE id = :division;

-- name: delivery_point.facts
SELECT id, customer_id, name, attention, street, postcode, town, country, standard FROM delivery_point WHERE id = :point;

-- name: delivery_point.insert
-- touches: delivery_point :id
INSERT INTO delivery_point (id, customer_id, name, attention, street, postcode, town, country, standard)
VALUES (:id, :customer, :name, :attention, :street, :postcode, :town, :country, :standard);

-- name: delivery_point.update
-- touches: delivery_point :point
UPDATE delivery_point SET name = :name, attention = :attention, street = :street, postcode = :postcode, town = :town, country = :country,
       standard = :standard, version = version + 1
 WHERE id = :point;

-- name: delivery_point.demote
-- touches: delivery_point :point
UPDATE delivery_point SET standard = 0, version = version + 1 WHERE id = :point;
