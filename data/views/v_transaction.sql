-- What was bought; units of volume are litres or kWh.
CREATE VIEW v_transaction AS
SELECT t.id, t.customer_id, u.number AS customer, c.number AS card, t.rank, c.plate, d.name AS driver, t.at, t.day,
       t.product, t.volume, t.amount, t.country, t.network, t.station, t.odometer
  FROM card_transaction t
  LEFT JOIN card c ON c.id = t.card_id
  LEFT JOIN customer u ON u.id = t.customer_id
  LEFT JOIN driver d ON d.id = t.driver_id;
