-- DAY-01: what was bought with a card, or with an authorisation; units of volume are litres or kWh.  division: the card's
-- on that day; station: as the file said it.  id: its place in the lists; row_id: in the order in which they came.
CREATE VIEW v_transaction AS
SELECT t.place AS id, t.id AS row_id, t.customer_id, t.customer, t.customer_name, t.card_id, t.card_number, a.number AS authorisation,
       COALESCE(t.card_number, a.card) AS card, t.rank, COALESCE(t.plate, a.plate) AS plate, t.plate_key, a.plate_key AS authorised_key,
       COALESCE(d.name, a.driver) AS driver, COALESCE(d.name_key, a.driver_key) AS driver_key, v.name AS division, v.name_key AS division_key,
       t.at, t.day, t.product, t.volume, t.unit_price, t.vat_rate, t.amount, t.country, t.network, t.station, s.name AS station_name,
       s.name_key AS station_key, t.odometer, t.reference, t.import_id, t.invoice_id, i.number AS invoice, i.number_key AS invoice_key,
       CASE WHEN t.card_id IS NULL THEN 0 ELSE 1 END AS has_card, CASE WHEN t.authorisation_id IS NULL THEN 0 ELSE 1 END AS has_authorisation,
       CASE WHEN t.invoice_id IS NULL THEN 0 ELSE 1 END AS billed, CASE WHEN s.id IS NULL THEN 0 ELSE 1 END AS has_station
  FROM v_purchase t
  LEFT JOIN authorisation a ON a.id = t.authorisation_id
  LEFT JOIN driver d ON d.id = t.driver_id
  LEFT JOIN division v ON v.id = t.division_id
  LEFT JOIN station s ON s.code = t.station
  LEFT JOIN invoice i ON i.id = t.invoice_id;
