-- INV-05: the lines of an invoice: what was bought, what was passed, fees; with what the invoice says of itself on each.
-- turn: as on the paper, by card and time, fees last.  unit: of the quantity, thousandths.
CREATE VIEW v_tid AS
SELECT t.id * 3 AS id, i.customer_id, i.number AS invoice, i.number_key AS invoice_key, u.number AS customer, i.date, i.from_day, i.until_day,
       i.due_on, i.currency, i.net AS invoice_net, i.vat AS invoice_vat, i.amount AS invoice_amount, 'transaction' AS kind, t.at, t.day,
       COALESCE(t.card_number, a.card) AS card, t.rank, COALESCE(t.plate, a.plate) AS plate, COALESCE(d.name, a.driver) AS driver,
       d.code AS driver_code, v.name AS division, t.country, t.station, s.name AS place, t.product, COALESCE(t.volume, 1000) AS quantity,
       CASE WHEN t.volume IS NULL THEN 'pce' WHEN t.product = 'electricity' THEN 'kWh' ELSE 'L' END AS unit,
       COALESCE(t.unit_price, t.amount * 10) AS unit_price, t.vat_rate, t.amount, t.odometer, t.reference,
       COALESCE(t.card_number, a.card) || t.at AS turn, COALESCE(t.plate_key, a.plate_key) AS plate_key, t.id AS transaction_id, 1 AS is_transaction
  FROM v_purchase t
  LEFT JOIN invoice i ON i.id = t.invoice_id
  LEFT JOIN customer u ON u.id = i.customer_id
  LEFT JOIN authorisation a ON a.id = t.authorisation_id
  LEFT JOIN driver d ON d.id = t.driver_id
  LEFT JOIN division v ON v.id = t.division_id
  LEFT JOIN station s ON s.code = t.station
UNION ALL
SELECT p.id * 3 + 1, i.customer_id, i.number, i.number_key, u.number, i.date, i.from_day, i.until_day,
       i.due_on, i.currency, i.net, i.vat, i.amount, 'passage', p.at, p.day,
       c.number, NULL, c.plate, c.driver,
       NULL, NULL, o.country, p.operator, COALESCE(p.entry || ' - ', '') || p.exit, 'toll', 1000,
       'pce', p.amount * 10, p.vat_rate, p.amount, NULL, p.reference,
       c.number || p.at, c.plate_key, NULL, 0
  FROM passage p
  LEFT JOIN invoice i ON i.id = p.invoice_id
  LEFT JOIN customer u ON u.id = i.customer_id
  LEFT JOIN card c ON c.id = p.card_id
  LEFT JOIN toll_operator o ON o.code = p.operator
UNION ALL
SELECT f.id * 3 + 2, i.customer_id, i.number, i.number_key, u.number, i.date, i.from_day, i.until_day,
       i.due_on, i.currency, i.net, i.vat, i.amount, 'fee', NULL, f.day,
       NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, f.kind, f.count * 1000,
       'pce', f.unit_price * 10, f.vat_rate, f.amount, NULL, NULL,
       'fee' || f.kind || f.day, NULL, NULL, 0
  FROM fee f
  LEFT JOIN invoice i ON i.id = f.invoice_id
  LEFT JOIN customer u ON u.id = i.customer_id;
