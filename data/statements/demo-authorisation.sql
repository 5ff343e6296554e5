-- Authorisations of the demo store.

-- name: demo.authorisation_cards
SELECT c.id, c.customer_id, c.country, c.plate, c.plate_key, c.driver, c.phone, u.currency, COALESCE(u.ceiling, 150000) AS ceiling
  FROM card c
  JOIN customer u ON u.id = c.customer_id
 WHERE c.id % 40 = :place AND c.state = 'active' AND c.product = 'fleet' AND c.plate IS NOT NULL AND c.driver IS NOT NULL AND c.phone IS NOT NULL
 ORDER BY c.id
 LIMIT :most;

-- name: demo.authorisation_stations
SELECT id FROM station WHERE state = 'open' ORDER BY id LIMIT 20;

-- name: demo.authorisation
INSERT INTO authorisation (id, number, number_key, card, customer_id, station_id, source_id, driver, driver_key, country, prefix, phone,
                           plate, plate_key, amount, credit, currency, state, created_at, valid_until, active_at, used_at, cancelled_at, created_by)
VALUES (:id, :number, :number_key, :card, :customer, :station, :source, :driver, :driver_key, :country, :prefix, :phone,
        :plate, :plate_key, :amount, :credit, :currency, :state, :created_at, :valid_until, :active_at, :used_at, :cancelled_at, 'agent');

-- name: demo.authorisation_message
INSERT INTO outbox (id, channel, recipient, language, kind, body, state, tries, customer_id, card_id, authorisation_id, created_at, sent_at)
VALUES (:id, 'sms', :recipient, :language, :kind, :body, 'sent', 1, :customer, :card, :authorisation, :created_at, :sent_at);
