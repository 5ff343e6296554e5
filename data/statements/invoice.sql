-- INV: papers of the accounts, once they are there.

-- name: invoice.by_number
SELECT id, customer_id, version, number AS key FROM invoice WHERE number_key = :key;

-- name: invoice.facts
SELECT i.id, i.number, i.kind, i.customer_id, i.from_day, i.until_day, i.date, i.due_on, i.currency, i.net, i.vat, i.amount, i.state,
       i.paper, i.paper_size, i.signature, i.copy, i.copy_size, i.copy_signature, i.first_at, i.first_by, i.version,
       u.number AS customer, u.name AS customer_name, u.language
  FROM invoice i
  JOIN customer u ON u.id = i.customer_id
 WHERE i.id = :invoice;

-- INV-03: it was an original until now.
-- name: invoice.first
-- touches: invoice :invoice
UPDATE invoice SET state = 'duplicata', first_at = :now, first_by = :login, version = version + 1
 WHERE id = :invoice AND state = 'original';

-- Who is sent a paper of the customer's: his billing contact, else his manager.
-- name: invoice.contact
SELECT kind, name, email, language FROM contact
 WHERE customer_id = :customer AND (kind = 'billing' OR kind = 'manager') AND email IS NOT NULL
 ORDER BY kind LIMIT 1;
