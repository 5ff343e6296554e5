-- What src/command itself reads and writes.

-- name: sequence.take
UPDATE sequence SET next = next + :count WHERE name = :name RETURNING next - :count

-- name: sequence.start
INSERT INTO sequence (name, next) VALUES (:name, :next)

-- name: index.add
INSERT INTO search_key (term, kind, id) VALUES (:term, :kind, :id) ON CONFLICT (term, kind, id) DO NOTHING

-- name: index.remove
DELETE FROM search_key WHERE term = :term AND kind = :kind AND id = :id

-- name: outbox.add
INSERT INTO outbox (id, channel, recipient, language, kind, subject, body, state, customer_id, card_id,
                    authorisation_id, invoice_id, sealed_kind, sealed_id, secret, coded, parts, deadline, created_at)
VALUES (:new_id, :channel, :recipient, :language, :kind, :subject, :body, 'waiting', :customer, :card,
        :authorisation, :invoice, :sealed_kind, :sealed_id, :secret, :coded, :parts, :deadline, :now);

-- name: outbox.attach
INSERT INTO outbox_file (outbox_id, position, name, media, size, hash)
VALUES (:message, :position, :name, :media, :size, :hash)
