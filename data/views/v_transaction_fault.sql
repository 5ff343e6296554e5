-- DAY-04: lines that were kept apart, as they said it; what they failed is a sentence kept as keys.
CREATE VIEW v_transaction_fault AS
SELECT f.id, f.import_id, i.file, f.line, f.customer_id, u.number AS customer, u.name AS customer_name, f.card, f.rank, f.driver, f.station, f.at,
       f.product, f.volume AS quantity, f.unit, f.unit_price, f.vat_rate, f.amount, f.currency, f.odometer, f.reference, f.field, f.reason,
       f.state, f.note, f.transaction_id, f.settled_by, f.settled_at, f.created_at, f.version,
       CASE WHEN f.state = 'open' THEN 1 ELSE 0 END AS open, CASE WHEN f.transaction_id IS NULL THEN 0 ELSE 1 END AS has_transaction,
       CASE WHEN f.customer_id IS NULL THEN 0 ELSE 1 END AS has_customer
  FROM transaction_fault f
  LEFT JOIN transaction_import i ON i.id = f.import_id
  LEFT JOIN customer u ON u.id = f.customer_id;

-- open_faults: what is still to be settled.
CREATE VIEW v_transaction_import AS
SELECT i.id, i.file, i.hash, i.lines, i.done, i.added, i.known, i.kept_apart, i.login, i.started_at, i.ended_at,
       CASE WHEN i.ended_at IS NULL THEN 'stopped' ELSE 'whole' END AS state,
       (SELECT COUNT(*) FROM transaction_fault f WHERE f.import_id = i.id AND f.state = 'open') AS open_faults
  FROM transaction_import i;
