-- STN-02: operators, what they ask of whom, what units passed.
CREATE VIEW v_toll_operator AS
SELECT o.position AS id, o.code, o.name, o.country, o.fee, o.least_weight, o.position
  FROM toll_operator o;

CREATE VIEW v_toll_condition AS
SELECT c.id, c.operator, c.vehicle_class, c.least_weight, c.most_weight, c.needs, c.basis, c.amount, c.position
  FROM toll_condition c;

CREATE VIEW v_passage AS
SELECT p.id, p.customer_id, u.number AS customer, u.name AS customer_name, p.card_id, c.number AS card, c.plate, c.plate_key, c.driver,
       c.driver_key, v.name AS division, v.name_key AS division_key, c.product, p.operator, p.at, p.day, p.entry, p.exit, p.exit_key,
       p.vehicle_class, p.vat_rate, p.amount, p.reference, p.invoice_id, i.number AS invoice, i.number_key AS invoice_key
  FROM passage p
  LEFT JOIN card c ON c.id = p.card_id
  LEFT JOIN division v ON v.id = c.division_id
  LEFT JOIN customer u ON u.id = p.customer_id
  LEFT JOIN invoice i ON i.id = p.invoice_id;
