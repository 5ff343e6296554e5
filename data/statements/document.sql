-- Papers: their bytes are files beside the store (document.h).
-- name: document.insert
-- touches: document :id
INSERT INTO document (id, customer_id, card_id, request_id, kind, name, media, size, hash, login, created_at)
VALUES (:id, :customer, :card, :request, :kind, :name, :media, :size, :hash, :login, :now);

-- name: document.same
SELECT id, created_at FROM document WHERE hash = :hash AND card_id = :card AND kind = :kind ORDER BY id LIMIT 1;

-- name: document.awaited
SELECT id, number, state FROM request WHERE card_id = :card AND state = 'awaiting_docs' ORDER BY id;

-- name: check.documents
SELECT hash, id, name FROM document
 UNION ALL
SELECT hash, outbox_id, name FROM outbox_file WHERE hash <> ''
 UNION ALL
SELECT paper, id, number || '.pdf' FROM invoice
 UNION ALL
SELECT signature, id, number || '.pdf.p7s' FROM invoice
 UNION ALL
SELECT copy, id, number || '-duplicata.pdf' FROM invoice
 UNION ALL
SELECT copy_signature, id, number || '-duplicata.pdf.p7s' FROM invoice
 ORDER BY hash, id;

-- name: check.document_of
SELECT id FROM document WHERE hash = :hash
 UNION ALL
SELECT outbox_id FROM outbox_file WHERE hash = :hash
 UNION ALL
SELECT id FROM invoice WHERE paper = :hash
 UNION ALL
SELECT id FROM invoice WHERE signature = :hash
 UNION ALL
SELECT id FROM invoice WHERE copy = :hash
 UNION ALL
SELECT id FROM invoice WHERE copy_signature = :hash
 LIMIT 1;
