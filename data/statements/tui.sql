-- What a person has kept, as the terminal interface reads it.

-- name: tui.drafts
SELECT name, content, kept_at FROM keepsake
 WHERE account_id = :account AND kind = 'draft'
 ORDER BY kept_at DESC, name;

-- name: tui.filters
SELECT name, content, shared FROM keepsake
 WHERE account_id = :account AND kind = 'filter' AND name >= :from AND name < :until
 ORDER BY name;

-- Shared by other members of the staff.
-- name: tui.filters_shared
SELECT k.name, k.content, a.login FROM keepsake k JOIN account a ON a.id = k.account_id
 WHERE k.kind = 'filter' AND k.shared = 1 AND k.name >= :from AND k.name < :until
   AND k.account_id <> :account AND a.kind = 'staff'
 ORDER BY k.name, a.login;
