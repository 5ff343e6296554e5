-- What "guichet check" compares: a card repeats its present rank, and names the next one, which is the only
-- one after it that is not over.  An older one may still be valid (CARD-13), not once the card is blocked.
-- name: check.ranks
SELECT c.number, c.rank, c.state, r.state AS rank_state
  FROM card c
  LEFT JOIN rank r ON r.card_id = c.id AND r.number = c.rank
 WHERE r.id IS NULL OR r.state <> c.state OR r.expires_on <> c.expires_on
    OR (c.next_rank IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rank n WHERE n.card_id = c.id AND n.number = c.next_rank))
 LIMIT 1000;

-- name: check.next_ranks
SELECT c.number, r.number AS rank, r.state, c.next_rank
  FROM rank r
  JOIN card c ON c.id = r.card_id
 WHERE r.number > c.rank AND r.state <> 'deleted' AND r.state <> 'expired'
   AND (c.next_rank IS NULL OR c.next_rank <> r.number OR (r.state <> 'new' AND r.state <> 'in_production'))
 LIMIT 1000;

-- name: check.older_ranks
SELECT c.number, r.number AS rank, r.state, c.state AS card_state
  FROM rank r
  JOIN card c ON c.id = r.card_id
 WHERE r.number < c.rank
   AND (r.state = 'new' OR r.state = 'in_production'
        OR ((c.state = 'blocked' OR c.state = 'deleted') AND (r.state = 'active' OR r.state = 'cancelled' OR r.state = 'suspended')))
 LIMIT 1000;

-- What lists show of a user is what he has: as many items as rows, and each row among them.
-- name: check.users
SELECT a.login, a.rights, a.customers, a.state
  FROM account a
 WHERE LENGTH(a.rights) - LENGTH(REPLACE(a.rights, ',', '')) + CASE WHEN a.rights = '' THEN 0 ELSE 1 END <>
       (SELECT COUNT(*) FROM account_right r WHERE r.account_id = a.id)
    OR EXISTS (SELECT 1 FROM account_right r
                WHERE r.account_id = a.id AND ',' || a.rights || ',' NOT LIKE '%,' || r.right_code || ',%')
    OR LENGTH(a.customers) - LENGTH(REPLACE(a.customers, ',', '')) + CASE WHEN a.customers = '' THEN 0 ELSE 1 END <>
       (SELECT COUNT(*) FROM account_customer c WHERE c.account_id = a.id)
    OR EXISTS (SELECT 1 FROM account_customer x JOIN customer c ON c.id = x.customer_id
                WHERE x.account_id = a.id AND ',' || a.customers || ',' NOT LIKE '%,' || c.number || ',%')
 LIMIT 1000;
