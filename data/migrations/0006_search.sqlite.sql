-- Find anything (decision 5): normalised terms, read as a range.
CREATE TABLE search_key (
	term TEXT    NOT NULL,
	kind TEXT    NOT NULL,
	id   INTEGER NOT NULL,
	PRIMARY KEY (term, kind, id)
) WITHOUT ROWID;
