-- Bulk inserts of the demo store: no "touches", for its audit row would hold the store once more.

-- name: demo.store
SELECT s.value AS kind, (SELECT COUNT(*) FROM customer) AS customers FROM setting s WHERE s.name = 'kind';

-- name: demo.customer
INSERT INTO customer (id, number, contract, name, name_key, country, language, vat, iban, first_order_at, ceiling, created_at)
VALUES (:id, :number, :contract, :name, :name_key, :country, :language, :vat, :iban, :first_order_at, :ceiling, :created_at);

-- name: demo.address
INSERT INTO address (id, customer_id, kind, attention, street, postcode, town, country)
VALUES (:id, :customer, :kind, :attention, :street, :postcode, :town, :country);

-- name: demo.contact
INSERT INTO contact (id, customer_id, kind, name, email, phone, language)
VALUES (:id, :customer, :kind, :name, :email, :phone, :language);

-- name: demo.division
INSERT INTO division (id, customer_id, name, name_key) VALUES (:id, :customer, :name, :name_key);

-- name: demo.delivery_point
INSERT INTO delivery_point (id, customer_id, name, attention, street, postcode, town, country, standard)
VALUES (:id, :customer, :name, :attention, :street, :postcode, :town, :country, :standard);

-- name: demo.driver
INSERT INTO driver (id, customer_id, division_id, name, name_key, code, state, blocked_at, created_at)
VALUES (:id, :customer, :division, :name, :name_key, :code, :state, :blocked_at, :created_at);

-- name: demo.vehicle
INSERT INTO vehicle (id, customer_id, country, plate, plate_key, type, tank_capacity, odometer, class, weight, dimensions, axles,
                     euro_class)
VALUES (:id, :customer, :country, :plate, :plate_key, :type, :tank_capacity, :odometer, :class, :weight, :dimensions, :axles,
        :euro_class);

-- name: demo.card
INSERT INTO card (id, number, customer_id, division_id, product, category, vehicle_id, driver_id, country,
                  plate, plate_key, driver, driver_key, emboss, mention, phone, code_kind, odometer_entry,
                  delivery_point_id, linked_id, rank, next_rank, state, expires_on, renewal, aircode_until,
                  created_on, last_used_on)
VALUES (:id, :number, :customer, :division, :product, :category, :vehicle, :driver_id, :country,
        :plate, :plate_key, :driver, :driver_key, :emboss, :mention, :phone, :code_kind, :odometer_entry,
        :delivery_point, :linked, :rank_number, :next_rank, :state, :expires_on, :renewal, :aircode_until,
        :created_on, :last_used_on);

-- name: demo.link
UPDATE card SET linked_id = :linked WHERE id = :id;

-- name: demo.rank
INSERT INTO rank (id, card_id, number, cause, state, embossed, expires_on, created_at, produced_at, shipped_at, active_at,
                  block_reason, blocked_at, state_before, suspend_reason, suspended_by, suspended_at, suspended_until, new_pin, pin_sealed)
VALUES (:id, :card, :number, :cause, :state, :embossed, :expires_on, :created_at, :produced_at, :shipped_at, :active_at,
        :block_reason, :blocked_at, :state_before, :suspend_reason, :suspended_by, :suspended_at, :suspended_until, :new_pin, :pin_sealed);

-- name: demo.product
INSERT INTO card_product (card_id, product) VALUES (:card, :product);

-- name: demo.toll
INSERT INTO card_toll (card_id, operator, fee, accepted_at) VALUES (:card, :operator, :fee, :at);

-- name: demo.toll_operators
SELECT code, country, fee, least_weight, position FROM toll_operator ORDER BY position;

-- name: demo.limit
INSERT INTO card_limit (id, customer_id, division_id, card_id, control_profile_id, level, product, goods, measure, period,
                        days, value, breach, warn)
VALUES (:id, :customer, :division, :card, :profile, :level, :product, :goods, :measure, :period, :days, :value, :breach, :warn);

-- name: demo.control
INSERT INTO card_control (id, customer_id, division_id, card_id, control_profile_id, level, kind, value, breach, mask)
VALUES (:id, :customer, :division, :card, :profile, :level, :kind, :value, :breach, :mask);

-- name: demo.profile
INSERT INTO control_profile (id, customer_id, name, name_key) VALUES (:id, :customer, :name, :name_key);

-- name: demo.use_profile
UPDATE card SET control_profile_id = :profile WHERE customer_id = :customer AND category = 'pool';

-- name: demo.purchase
INSERT INTO card_transaction (id, place, customer_id, card_id, rank, driver_id, division_id, at, product, volume, unit_price, vat_rate,
                              amount, country, network, station, odometer, reference, import_id)
VALUES (:id, :place, :customer, :card, :rank, :driver, :division, :at, :product, :volume, :unit_price, :vat_rate,
        :amount, :country, :network, :station, :odometer, :reference, :import);

-- name: demo.imported
SELECT t.import_id, MAX(t.day) AS until, COUNT(*) AS added FROM v_purchase t GROUP BY t.import_id ORDER BY t.import_id;

-- name: demo.import
INSERT INTO transaction_import (id, file, hash, lines, done, added, known, kept_apart, login, started_at, ended_at)
VALUES (:id, :file, :hash, :lines, :lines, :added, :known, :kept_apart, :by, :started_at, :ended_at);

-- name: demo.fault_cards
SELECT c.id, c.number, c.customer_id FROM card c WHERE c.customer_id = 1 AND c.product = 'fleet' AND c.state = 'active' ORDER BY c.number LIMIT 8;

-- name: demo.fault
INSERT INTO transaction_fault (id, import_id, line, customer_id, card, rank, station, at, product, volume, unit, unit_price, vat_rate,
                               amount, currency, reference, field, reason, mac, state, note, settled_by, settled_at, created_at)
VALUES (:id, :import, :line, :customer, :card, '1', :station, :at, :product, :volume, :unit, :unit_price, '21',
        :amount, 'EUR', :reference, :field, :reason, :mac, :state, :note, :by, :settled_at, :created_at);

-- name: demo.places
SELECT code, country FROM station ORDER BY country, code;

-- name: demo.aircode
INSERT INTO aircode (id, card_id, mac, phone, state, created_at, expires_at)
VALUES (:id, :card, :mac, :phone, 'active', :created_at, :expires_at);

-- name: demo.request
INSERT INTO request (id, number, customer_id, card_id, rank_id, kind, state, created_at, due_at, carrier, tracking, shipped_at, ended_at)
VALUES (:id, :number, :customer, :card, :rank, :kind, :state, :created_at, :due_at, :carrier, :tracking, :shipped_at, :ended_at);

-- name: demo.message
INSERT INTO outbox (id, channel, recipient, language, kind, subject, body, state, tries, coded, parts, customer_id, card_id, created_at, sent_at)
VALUES (:id, :channel, :recipient, :language, :kind, :subject, :body, :state, :tries, :coded, :parts, :customer, :card, :created_at, :sent_at);

-- name: demo.cohort
INSERT INTO renewal_cohort (id, customer_id, month, expires_on, reminder_on, cutoff_on, ship_until, told_at, reminded_at, produced_at)
VALUES (:id, :customer, :month, :expires_on, :reminder_on, :cutoff_on, :ship_until, :told_at, :reminded_at, :produced_at);

-- name: demo.station
INSERT INTO station (id, code, name, name_key, brand, street, street_key, postcode, town, town_key, country, road, motorway,
                     services, products, latitude, longitude, coordinates, x, y, z, state, changed_at)
VALUES (:id, :code, :name, :name_key, :brand, :street, :street_key, :postcode, :town, :town_key, :country, :road, :motorway,
        :services, :products, :latitude, :longitude, :coordinates, :x, :y, :z, :state, :now);

-- name: demo.first_customers
SELECT number FROM customer ORDER BY id LIMIT :most;

-- name: demo.billed_customers
SELECT u.number
  FROM customer u
 WHERE (SELECT SUM(y.cards) FROM card_tally y WHERE y.customer_id = u.id) <= :cards
 ORDER BY u.id
 LIMIT :most;

-- name: demo.price
INSERT INTO station_price (id, station_id, product, at, until, price, stale_at, current)
VALUES (:id, :station, :product, :at, :until, :price, :stale_at, :current);

-- name: demo.passage
INSERT INTO passage (id, customer_id, card_id, operator, at, day, entry, exit, exit_key, vehicle_class, vat_rate, amount,
                     reference)
VALUES (:id, :customer, :card, :operator, :at, :day, :entry, :exit, :exit_key, :vehicle_class, :vat_rate, :amount, :reference);
