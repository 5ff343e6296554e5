-- STN-02: operators, what they ask of whom, what units passed.
CREATE VIEW v_toll_operator AS
SELECT o.position AS id, o.code, o.name, o.country, o.fee, o.least_weight, o.position
  FROM toll_operator o;

CREATE VIEW v_toll_condition AS
SELECT c.id, c.operator, c.vehicle_class, c.least_weight, c.most_weight, c.needs, c.basis, c.amount, c.position
  FROM toll_condition c;

CREATE VIEW v_passage AS
SELECT p.id, p.customer_id, u.number AS customer, u.name AS customer_name, p.card_id, c.number AS card, c.plate, c.plate_key,
       c.product, p.operator, p.at, p.entry, p.exit, p.vehicle_class, p.amount, p.reference
  FROM passage p
  LEFT JOIN card c ON c.id = p.card_id
  LEFT JOIN customer u ON u.id = p.customer_id;
