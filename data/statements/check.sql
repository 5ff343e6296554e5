-- What "guichet check" compares: a card repeats its present rank, and names the next one.
-- name: check.ranks
SELECT c.number, c.rank, c.state, r.state AS rank_state
  FROM card c
  LEFT JOIN rank r ON r.card_id = c.id AND r.number = c.rank
 WHERE r.id IS NULL OR r.state <> c.state OR r.expires_on <> c.expires_on
    OR (c.next_rank IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rank n WHERE n.card_id = c.id AND n.number = c.next_rank))
 LIMIT 1000;
