-- PAY-01: what may be seen of a payment card: never more of its number than the first six and the last four digits.
CREATE VIEW v_payment_card AS
SELECT p.id, p.customer_id, u.number AS customer, u.name AS customer_name, p.name, p.name_key,
       SUBSTR(p.first, 1, 4) || ' ' || SUBSTR(p.first, 5, 2) || '•• •••• ' || p.last AS number,
       p.last, p.brand, p.expires_on, p.created_at, p.created_by,
       u.number || '/#' || CAST(p.id AS TEXT) AS reference, p.version
  FROM payment_card p LEFT JOIN customer u ON u.id = p.customer_id;
