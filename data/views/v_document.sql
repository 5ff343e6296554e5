-- Papers, each a file beside the store.
CREATE VIEW v_document AS
SELECT d.id, d.customer_id, u.number AS customer, u.name AS customer_name, d.card_id, c.number AS card, c.plate, c.plate_key, c.driver,
       q.number AS request, d.kind, d.name, d.media, d.size, (d.size + 1023) / 1024 AS kib, d.hash, d.login AS "user", d.created_at,
       'paper' AS record_kind, d.version
  FROM document d
  LEFT JOIN customer u ON u.id = d.customer_id
  LEFT JOIN card c ON c.id = d.card_id
  LEFT JOIN request q ON q.id = d.request_id;
