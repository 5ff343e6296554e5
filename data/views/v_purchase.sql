-- What was bought (DAY-04), with its day, customer and card, entered by five roads: the rows are the same, and so are the
-- columns.  Whoever reads v_purchase names another road behind it, /* by v_purchase_of_card */ (views.c), where that is
-- what is asked for: each but the first walks the days, and goes to a place of each (transaction.h).  Joined in this
-- order (CROSS JOIN, + 0), or SQLite would begin with the largest table, or make an index of it.
CREATE VIEW v_purchase AS
SELECT t.id, t.place, t.customer_id, u.number AS customer, u.name AS customer_name, t.card_id,
       c.number AS card_number, c.plate, c.plate_key, t.authorisation_id, t.rank, t.driver_id, t.division_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.at, 'unixepoch') AS at, days.day, t.product, t.volume, t.unit_price, t.vat_rate,
       t.amount, t.country, t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id
  FROM card_transaction t
  LEFT JOIN purchase_day days ON days.id = t.place >> 48
  LEFT JOIN customer u ON u.id = t.customer_id
  LEFT JOIN card c ON c.id = t.card_id;

-- Day by day.
CREATE VIEW v_purchase_by_day AS
SELECT t.id, t.place, t.customer_id, u.number AS customer, u.name AS customer_name, t.card_id,
       c.number AS card_number, c.plate, c.plate_key, t.authorisation_id, t.rank, t.driver_id, t.division_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.at, 'unixepoch') AS at, days.day, t.product, t.volume, t.unit_price, t.vat_rate,
       t.amount, t.country, t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id
  FROM purchase_day days
 CROSS JOIN card_transaction t
  LEFT JOIN customer u ON u.id = t.customer_id
  LEFT JOIN card c ON c.id = t.card_id
 WHERE t.place >= days.id << 48 AND t.place < (days.id + 1) << 48;

-- Of a customer, day by day.
CREATE VIEW v_purchase_of_customer AS
SELECT t.id, t.place, u.id AS customer_id, u.number AS customer, u.name AS customer_name, t.card_id,
       c.number AS card_number, c.plate, c.plate_key, t.authorisation_id, t.rank, t.driver_id, t.division_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.at, 'unixepoch') AS at, days.day, t.product, t.volume, t.unit_price, t.vat_rate,
       t.amount, t.country, t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id
  FROM customer u
 CROSS JOIN purchase_day days
 CROSS JOIN card_transaction t
  LEFT JOIN card c ON c.id = t.card_id
 WHERE t.place >= (days.id << 48) + (u.id & 131071) * 2147483648 AND t.place < (days.id << 48) + ((u.id & 131071) + 1) * 2147483648
   AND t.customer_id + 0 = u.id;

-- Of a card, day by day.
CREATE VIEW v_purchase_of_card AS
SELECT t.id, t.place, t.customer_id, u.number AS customer, u.name AS customer_name, c.id AS card_id,
       c.number AS card_number, c.plate, c.plate_key, t.authorisation_id, t.rank, t.driver_id, t.division_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.at, 'unixepoch') AS at, days.day, t.product, t.volume, t.unit_price, t.vat_rate,
       t.amount, t.country, t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id
  FROM card c
 CROSS JOIN purchase_day days
 CROSS JOIN card_transaction t
  LEFT JOIN customer u ON u.id = t.customer_id
 WHERE t.place >= (days.id << 48) + (c.customer_id & 131071) * 2147483648 + (c.id & 4095) * 524288
   AND t.place < (days.id << 48) + (c.customer_id & 131071) * 2147483648 + (c.id & 4095) * 524288 + 524288 AND t.card_id + 0 = c.id;

-- Of several cards, in no order: of most cards there is nothing on most days, and in which months there is is known.
CREATE VIEW v_purchase_of_cards AS
SELECT t.id, t.place, t.customer_id, u.number AS customer, u.name AS customer_name, c.id AS card_id,
       c.number AS card_number, c.plate, c.plate_key, t.authorisation_id, t.rank, t.driver_id, t.division_id,
       strftime('%Y-%m-%dT%H:%M:%SZ', t.at, 'unixepoch') AS at, days.day, t.product, t.volume, t.unit_price, t.vat_rate,
       t.amount, t.country, t.network, t.station, t.odometer, t.reference, t.import_id, t.invoice_id
  FROM card c
 CROSS JOIN (SELECT DISTINCT SUBSTR(day, 1, 7) AS month FROM purchase_day) months
 CROSS JOIN card_month m
 CROSS JOIN purchase_day days
 CROSS JOIN card_transaction t
  LEFT JOIN customer u ON u.id = t.customer_id
 WHERE m.month = months.month AND m.card_id = c.id AND days.day >= m.month || '-01' AND days.day <= m.month || '-31'
   AND t.place >= (days.id << 48) + (c.customer_id & 131071) * 2147483648 + (c.id & 4095) * 524288
   AND t.place < (days.id << 48) + (c.customer_id & 131071) * 2147483648 + (c.id & 4095) * 524288 + 524288 AND t.card_id + 0 = c.id;
