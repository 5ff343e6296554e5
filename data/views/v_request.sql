-- Production orders.  late: the promised hour, while it is still to be kept; turn: the order of the day, which two
-- indexes of 0008 have word for word.
CREATE VIEW v_request AS
SELECT q.id, q.number, q.customer_id, u.number AS customer, u.name AS customer_name, q.card_id, c.number AS card, c.plate, c.plate_key, c.driver,
       r.number AS rank, r.state AS rank_state, r.embossed, r.expires_on, q.kind, q.state, q.created_at, q.due_at,
       CASE WHEN q.state = 'submitted' OR q.state = 'in_progress' THEN q.due_at END AS late,
       CAST(CASE WHEN q.state = 'submitted' OR q.state = 'in_progress'
            THEN 1000000000000 + CAST(REPLACE(REPLACE(REPLACE(SUBSTR(COALESCE(q.due_at, q.created_at), 1, 16), '-', ''), 'T', ''), ':', '') AS BIGINT)
            WHEN q.state = 'awaiting_docs' THEN 3000000000000 + q.id WHEN q.state = 'returned' THEN 4000000000000 + q.id
            ELSE 9000000000000 - q.id END AS TEXT) AS turn,
       q.shipped_at, q.carrier, k.name AS carrier_name, q.tracking, REPLACE(k.url, '{tracking}', q.tracking) AS parcel,
       p.name AS delivery_point, p.attention, p.street, p.postcode, p.town, p.country, q.ended_at,
       CASE WHEN q.state = 'delivered' OR q.state = 'deleted' OR q.state = 'awaiting_docs' THEN 0 ELSE 1 END AS advances,
       CASE q.state WHEN 'submitted' THEN 'in_progress' WHEN 'in_progress' THEN 'shipped' WHEN 'shipped' THEN 'delivered'
            WHEN 'returned' THEN 'shipped' END AS next_state,
       CASE WHEN q.state = 'awaiting_docs' THEN 1 ELSE 0 END AS awaits,
       CASE WHEN q.state = 'submitted' OR q.state = 'awaiting_docs' THEN 1 ELSE 0 END AS undone, 'request' AS record_kind, q.version
  FROM request q
  LEFT JOIN customer u ON u.id = q.customer_id
  LEFT JOIN card c ON c.id = q.card_id
  LEFT JOIN delivery_point p ON p.id = c.delivery_point_id
  LEFT JOIN rank r ON r.id = q.rank_id
  LEFT JOIN carrier k ON k.code = q.carrier;

CREATE VIEW v_carrier AS
SELECT k.position AS id, k.code, k.name, k.url FROM carrier k;
