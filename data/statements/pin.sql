-- PIN: secret codes, sealed.

-- The rank whose code it is, its card and customer; the newest rank before it that has a code.
-- name: pin.of_rank
SELECT r.id, r.number, r.state, r.new_pin, r.embossed, r.pin_sealed, r.pin_sent_at,
       c.id AS card_id, c.number AS card_number, c.customer_id, c.code_kind, c.plate,
       u.language, u.code_sealed, u.name AS customer_name,
       p.id AS before_id, p.pin_sealed AS before_sealed
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
SELECT u.name, a.attention, a.street, a.postcode, a.town, a.country
  FROM address a
  JOIN customer u ON u.id = a.customer_id
 WHERE a.customer_id = :customer AND (a.kind = :kind OR a.kind = 'legal')
 ORDER BY CASE WHEN a.kind = :kind THEN 0 ELSE 1 END
 LIMIT 1;

-- name: pin.letter_driver
INSERT INTO outbox_driver (outbox_id, driver_id) VALUES (:letter, :driver)
ON CONFLICT (outbox_id, driver_id) DO NOTHING;

-- name: pin.drivers
SELECT id FROM driver WHERE customer_id = :customer AND code IS NOT NULL AND state <> 'blocked' ORDER BY id;
