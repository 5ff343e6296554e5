-- name: rank.emboss
-- touches: rank :rank
UPDATE rank SET embossed = :embossed, version = version + 1 WHERE id = :rank AND state = 'new';
