-- name: account.theme
SELECT login, theme FROM account WHERE id = :user;

-- name: account.set_theme
-- touches: account :user
UPDATE account SET theme = :theme, version = version + 1 WHERE id = :user;

-- name: help.customer
SELECT number, name FROM customer WHERE id = :customer;
