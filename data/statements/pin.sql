-- PIN: secret codes, sealed.

-- The rank whose code it is, its card and customer; the newest rank before it that has a code.
-- name: pin.of_rank
SELECT r.id, r.number, r.state, r.new_pin, r.embossed, r.pin_sealed, r.pin_sent_at,
       c.id AS card_id, c.number AS card_number, c.customer_id, c.code_kind, c.plate,
       u.language, u.code_sealed, u.name AS customer_name,
       p.id AS before_id, p.pin_sealed AS before_sealed,
       (SELECT MAX(s.pin_sent_at) FROM rank s WHERE s.card_id = r.card_id) AS card_sent_at
  FROM rank r
  JOIN card c ON c.id = r.card_id
  JOIN customer u ON u.id = c.customer_id
  LEFT JOIN rank p ON p.card_id = r.card_id
       AND p.number = (SELECT MAX(o.number) FROM rank o
                        WHERE o.card_id = r.card_id AND o.number < r.number AND o.pin_sealed IS NOT NULL)
 WHERE r.id = :rank;

-- name: pin.of_card
SELECT c.id, c.number AS card_number, c.customer_id, c.code_kind, u.language, u.code_sealed, u.name AS customer_name
  FROM card c
  JOIN customer u ON u.id = c.customer_id
 WHERE c.id = :card;

-- name: pin.seal
-- touches: rank :rank
UPDATE rank SET pin_sealed = :sealed, version = version + 1 WHERE id = :rank;

-- name: pin.sent
-- touches: rank :rank
UPDATE rank SET pin_sent_at = :now, version = version + 1 WHERE id = :rank;

-- name: pin.seal_customer
-- touches: customer :customer
UPDATE customer SET code_sealed = :sealed WHERE id = :customer AND code_sealed IS NULL;

-- Where a letter of that kind goes: its own address, else where the company sits.
-- name: pin.address
SELECT u.name, CASE WHEN own.id IS NULL THEN legal.attention ELSE own.attention END AS attention,
       COALESCE(own.street, legal.street) AS street, COALESCE(own.postcode, legal.postcode) AS postcode,
       COALESCE(own.town, legal.town) AS town, COALESCE(own.country, legal.country) AS country
  FROM customer u
  LEFT JOIN address own ON own.customer_id = u.id AND own.kind = :kind
  LEFT JOIN address legal ON legal.customer_id = u.id AND legal.kind = 'legal'
 WHERE u.id = :customer;

-- name: pin.letter_driver
INSERT INTO outbox_driver (outbox_id, driver_id) VALUES (:letter, :driver)
ON CONFLICT (outbox_id, driver_id) DO NOTHING;

-- name: pin.drivers
SELECT id FROM driver WHERE customer_id = :customer AND code IS NOT NULL AND state <> 'blocked' ORDER BY name_key, id;

-- name: pin.set_kind
-- touches: card :card
UPDATE card SET code_kind = :kind, version = version + 1 WHERE id = :card;

-- name: seed.country
INSERT INTO country (code, code_order, position) VALUES (:code, :code_order, :position)
ON CONFLICT (code) DO UPDATE SET code_order = excluded.code_order, position = excluded.position;
