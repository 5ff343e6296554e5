-- INV-06: the papers of the accounts.  On a credit note net, vat and amount are below 0; of a statement amount is what
-- is owed at its end, and it has neither net nor VAT.  credit_notes: what they come to; may_rebill: credited as a whole, and its lines are on it still.
CREATE VIEW v_accounting_document AS
SELECT i.id, i.customer_id, i.number, i.number AS invoice, i.number_key, i.kind, u.number AS customer, u.name AS customer_name, u.name_key AS customer_key,
       i.date, i.due_on, i.from_day, i.until_day, i.currency, i.language, i.recipient,
       CASE WHEN i.kind <> 'statement' THEN i.net END AS net, CASE WHEN i.kind <> 'statement' THEN i.vat END AS vat, i.amount,
       i.state, i.first_at, i.first_by, i.created_at, i.created_by, c.number AS credited, i.reason,
       CASE WHEN i.credited_id IS NULL THEN 0 ELSE 1 END AS is_credit,
       (SELECT SUM(n.amount) FROM invoice n WHERE n.credited_id = i.id) AS credit_notes,
       CASE WHEN i.amount + (SELECT SUM(n.amount) FROM invoice n WHERE n.credited_id = i.id) = 0
             AND (EXISTS (SELECT 1 FROM card_transaction t WHERE t.invoice_id = i.id)
                  OR EXISTS (SELECT 1 FROM passage p WHERE p.invoice_id = i.id)
                  OR EXISTS (SELECT 1 FROM fee f WHERE f.invoice_id = i.id)) THEN 1 ELSE 0 END AS may_rebill,
       CASE WHEN i.kind = 'statement' THEN 0 ELSE 1 END AS has_vat, CASE WHEN i.kind = 'invoice' THEN 1 ELSE 0 END AS has_lines,
       (CASE WHEN i.state = 'original' THEN i.paper_size ELSE i.copy_size END + 1023) / 1024 AS kib,
       CASE WHEN i.state = 'original' THEN 0 ELSE 1 END AS downloaded,
       'invoice' AS record_kind, i.version
  FROM invoice i
  LEFT JOIN customer u ON u.id = i.customer_id
  LEFT JOIN invoice c ON c.id = i.credited_id;

-- INV-01.  Said this way, so that an index of what is asked is walked, not that of the kinds.
CREATE VIEW v_invoice AS
SELECT id, customer_id, number, invoice, number_key, kind, customer, customer_name, customer_key, date, due_on, from_day, until_day, currency,
       language, net, vat, amount, state, first_at, first_by, created_at, created_by, kib, downloaded, record_kind, version
  FROM v_accounting_document
 WHERE kind <> 'credit_note' AND kind <> 'statement';

CREATE VIEW v_invoice_vat AS
SELECT v.invoice_id * 10000 + v.vat_rate AS id, v.invoice_id AS invoice, v.vat_rate, v.net, v.vat, v.amount, i.customer_id
  FROM invoice_vat v
  JOIN invoice i ON i.id = v.invoice_id;

-- What an invoice comes to by product, toll operator and fee.
CREATE VIEW v_invoice_sum AS
SELECT part_0.id, part_0.invoice_id AS invoice, part_0.kind, part_0.code, part_0.vat_rate, part_0.count, part_0.volume, part_0.amount, i.customer_id
  FROM (SELECT MIN(id) * 3 AS id, invoice_id, 'product' AS kind, product AS code, vat_rate, COUNT(*) AS count, SUM(volume) AS volume, SUM(amount) AS amount
          FROM card_transaction WHERE invoice_id IS NOT NULL GROUP BY invoice_id, product, vat_rate
        UNION ALL
        SELECT MIN(id) * 3 + 1, invoice_id, 'toll', operator, vat_rate, COUNT(*), NULL, SUM(amount)
          FROM passage WHERE invoice_id IS NOT NULL GROUP BY invoice_id, operator, vat_rate
        UNION ALL
        SELECT MIN(id) * 3 + 2, invoice_id, 'fee', kind, vat_rate, SUM(count), NULL, SUM(amount)
          FROM fee WHERE invoice_id IS NOT NULL GROUP BY invoice_id, kind, vat_rate) part_0
  JOIN invoice i ON i.id = part_0.invoice_id;
