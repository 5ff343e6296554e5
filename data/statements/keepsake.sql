-- What a person keeps, the newest first: saved filters, columns of a list, drafts, last records.
-- name: keepsake.of
SELECT name, content, shared, kept_at
  FROM keepsake
 WHERE account_id = :account AND kind = :kind
 ORDER BY kept_at DESC, name;
