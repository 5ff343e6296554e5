CREATE VIEW v_rank AS
SELECT r.id, r.card_id, c.number AS card, c.customer_id, r.number, r.cause, r.state, r.embossed, r.created_at,
       r.active_at, r.expires_on, r.block_reason, r.blocked_at, r.suspended_by, r.suspended_until, r.new_pin,
       r.pin_sent_at, CASE WHEN r.number = c.rank THEN 1 ELSE 0 END AS present, r.version
  FROM rank r LEFT JOIN card c ON c.id = r.card_id;

CREATE VIEW v_card_product AS
SELECT x.card_id * 100 + p.position AS id, x.card_id, c.number AS card, c.customer_id, x.product, p.kind, p.position
  FROM card_product x
  LEFT JOIN card c ON c.id = x.card_id
  LEFT JOIN product p ON p.code = x.product;

CREATE VIEW v_card_toll AS
SELECT t.card_id * 100 + o.position AS id, t.card_id, c.number AS card, c.customer_id, t.operator, o.name, o.country,
       t.fee, t.accepted_at, o.position
  FROM card_toll t
  LEFT JOIN card c ON c.id = t.card_id
  LEFT JOIN toll_operator o ON o.code = t.operator;
