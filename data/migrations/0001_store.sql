-- What the store knows of itself, and the numbers it gives.
CREATE TABLE setting (
	name  TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
);

-- The next id of each table, the next body of a card number, of a request, of an invoice series.
-- Taken inside the transaction that uses it, so that no two processes share one (CARD-09).
CREATE TABLE sequence (
	name TEXT   NOT NULL PRIMARY KEY,
	next BIGINT NOT NULL
);
