-- Find anything (decision 5): normalised terms, read as a range; "C" so that a range is one of bytes.
CREATE TABLE search_key (
	term TEXT    COLLATE "C" NOT NULL,
	kind TEXT    NOT NULL,
	id   INTEGER NOT NULL,
	PRIMARY KEY (term, kind, id)
);
