-- name: customer.by_number
SELECT id, id AS customer_id, version, number AS key FROM customer WHERE number = :key;

-- name: customer.facts
SELECT id, number, name, country, language, state FROM customer WHERE id = :customer;

-- name: customer.insert
-- touches: customer :id
INSERT INTO customer (id, number, contract, name, name_key, country, language, vat, iban, created_at)
VALUES (:id, :number, :contract, :name, :name_key, :country, :language, :vat, :iban, :now);

-- name: customer.insert_address
-- touches: address :id
INSERT INTO address (id, customer_id, kind, street, postcode, town, country)
VALUES (:id, :customer, :kind, :street, :postcode, :town, :country);

-- name: contact.insert
-- touches: contact :id
INSERT INTO contact (id, customer_id, kind, name, email, phone, language)
VALUES (:id, :customer, :kind, :name, :email, :phone, :language);

-- name: contact.manager
SELECT id, name, email, phone, language FROM contact WHERE customer_id = :customer AND kind = 'manager';

-- name: division.by_name
SELECT id, customer_id, version, name AS key FROM division WHERE customer_id = :customer AND name_key = :key;

-- name: division.insert
-- touches: division :id
INSERT INTO division (id, customer_id, name, name_key) VALUES (:id, :customer, :name, :name_key);

-- name: delivery_point.by_name
SELECT id, customer_id, version, name AS key FROM delivery_point WHERE customer_id = :customer AND name = :key;

-- name: delivery_point.standard
SELECT id, name FROM delivery_point WHERE customer_id = :customer AND standard = 1 ORDER BY id LIMIT 1;

-- USR-07: since when its users manage accesses and data; NULL: not yet.
-- name: customer.ordered
SELECT id, number, name, first_order_at FROM customer WHERE id = :customer;

-- name: customer.accept
-- touches: customer :customer
UPDATE customer SET first_order_at = :at, version = version + 1 WHERE id = :customer AND first_order_at IS NULL;
