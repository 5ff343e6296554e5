-- MSG-01 to 03: messages on their way.

-- Of an SMS: how many parts it goes in.
ALTER TABLE outbox ADD COLUMN parts INTEGER;
-- Its text held a code that is nowhere once it is sent: such a message cannot be sent a second time.
ALTER TABLE outbox ADD COLUMN coded INTEGER NOT NULL DEFAULT 0 CHECK (coded IN (0, 1));
-- Given to a spool whose owner (gammu-smsd) will say what became of it.
ALTER TABLE outbox ADD COLUMN handed_at TEXT;
-- The sent message that this one says once more.
ALTER TABLE outbox ADD COLUMN copy_of INTEGER;
UPDATE outbox SET coded = 1 WHERE secret IS NOT NULL OR kind = 'aircode';
-- What is not to be sent any more after a time; a code is then forgotten.  Of what is over there is no deadline.
CREATE INDEX outbox_by_deadline ON outbox (deadline, id) WHERE deadline IS NOT NULL;
CREATE INDEX outbox_handed ON outbox (id) WHERE handed_at IS NOT NULL;

-- A way out that is closed, since when and why: nothing of that channel goes until it is mended.
CREATE TABLE transport (
	channel   TEXT NOT NULL PRIMARY KEY CHECK (channel = 'sms' OR channel = 'email' OR channel = 'letter'),
	transport TEXT NOT NULL,
	error     TEXT,
	since     TEXT NOT NULL
);
