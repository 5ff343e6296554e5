-- CUS-01, CUS-04: addresses and contacts.

-- name: address.of_kind
SELECT id, attention, street, postcode, town, country, version FROM address WHERE customer_id = :customer AND kind = :kind;

-- name: address.insert
-- touches: address :id
INSERT INTO address (id, customer_id, kind, attention, street, postcode, town, country)
VALUES (:id, :customer, :kind, :attention, :street, :postcode, :town, :country);

-- name: address.update
-- touches: address :id
UPDATE address SET attention = :attention, street = :street, postcode = :postcode, town = :town, country = :country, version = version + 1
 WHERE id = :id;

-- name: contact.of_kind
SELECT id, name, email, phone, language, version FROM contact WHERE customer_id = :customer AND kind = :kind;

-- name: contact.update
-- touches: contact :id
UPDATE contact SET name = :name, email = :email, phone = :phone, language = :language, version = version + 1
 WHERE id = :id;

-- name: customer.to_change
SELECT id, number, contract, name, country, language, vat, iban, note, ceiling FROM customer WHERE id = :customer;

-- name: customer.update
-- touches: customer :customer
UPDATE customer SET contract = :contract, name = :name, name_key = :name_key, language = :language, vat = :vat, iban = :iban, note = :note, ceiling = :ceiling,
       version = version + 1
 WHERE id = :customer;

-- name: address.by_kind
SELECT id, customer_id, version, kind AS key FROM address WHERE customer_id = :customer AND kind = :key;

-- name: contact.by_kind
SELECT id, customer_id, version, kind AS key FROM contact WHERE customer_id = :customer AND kind = :key;
