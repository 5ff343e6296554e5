-- Who may come in: invitations, second factor, sessions; texts that nobody but the receiver may read.

-- The whole text, sealed, of a message in whose body bullets stand for a code; NULL once it is sent, or when
-- there is none.
ALTER TABLE outbox ADD COLUMN secret TEXT;
-- What goes with an e-mail: a file beside the store, named by its hash as papers are (document.h).
CREATE TABLE outbox_file (
	outbox_id INTEGER NOT NULL REFERENCES outbox (id),
	position  INTEGER NOT NULL,
	name      TEXT    NOT NULL,
	media     TEXT    NOT NULL,
	size      BIGINT  NOT NULL,
	hash      TEXT    NOT NULL,
	PRIMARY KEY (outbox_id, position)
);
CREATE INDEX outbox_file_by_hash ON outbox_file (hash);

-- ACC-06: the first account of a customer is activated with its client and contract numbers, any other with the
-- names and the phone that its maker recorded (ACC-07).
ALTER TABLE account ADD COLUMN founder INTEGER NOT NULL DEFAULT 0 CHECK (founder IN (0, 1));
-- ACC-13: the secret being tried before it counts, and since when the one that counts does.
ALTER TABLE account ADD COLUMN totp_next_sealed TEXT;
ALTER TABLE account ADD COLUMN totp_since TEXT;
-- Why a code can no longer be used though its time has not come: used, replaced by a newer one, tried in vain.
ALTER TABLE account_code ADD COLUMN ended TEXT CHECK (ended = 'used' OR ended = 'replaced' OR ended = 'locked');
CREATE INDEX account_code_by_account ON account_code (account_id, kind, id);

ALTER TABLE session ADD COLUMN host TEXT;
ALTER TABLE session ADD COLUMN ended_by TEXT;
CREATE INDEX session_open ON session (closed_at, id);
-- The process behind a session: the start of the host it runs on, and its own in that host's ticks, so that a number
-- that was given anew is not taken for it.
ALTER TABLE session ADD COLUMN boot TEXT;
ALTER TABLE session ADD COLUMN started BIGINT;

-- ACC-09: every try to come in, noted before it is looked at; done is said afterwards.
CREATE TABLE sign_in (
	id         INTEGER NOT NULL PRIMARY KEY,
	account_id INTEGER NOT NULL REFERENCES account (id),
	at         TEXT    NOT NULL,
	kind       TEXT    NOT NULL CHECK (kind = 'open' OR kind = 'unlock' OR kind = 'again'),
	origin     TEXT,
	terminal   TEXT,
	session_id INTEGER,
	outcome    TEXT    NOT NULL CHECK (outcome = 'done' OR outcome = 'refused')
);
CREATE INDEX sign_in_by_account ON sign_in (account_id, id);

-- USR: what a list shows of an account, kept by the commands that change it: codes and numbers with commas between.
ALTER TABLE account ADD COLUMN rights TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN customers TEXT NOT NULL DEFAULT '';
-- Nobody has had more than one customer so far.
UPDATE account SET customers = COALESCE((SELECT MIN(c.number) FROM account_customer x JOIN customer c ON c.id = x.customer_id
                                          WHERE x.account_id = account.id), '');
UPDATE account SET rights = SUBSTR(
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'cards') THEN ',cards' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'requests') THEN ',requests' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'renewal') THEN ',renewal' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'driver-codes') THEN ',driver-codes' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'authorisations') THEN ',authorisations' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'invoices') THEN ',invoices' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'payment-cards') THEN ',payment-cards' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'orders') THEN ',orders' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'loads') THEN ',loads' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'beneficiaries') THEN ',beneficiaries' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'transactions') THEN ',transactions' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'anomalies') THEN ',anomalies' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'reports') THEN ',reports' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'alerts') THEN ',alerts' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'divisions') THEN ',divisions' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'users') THEN ',users' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'customers') THEN ',customers' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'stations') THEN ',stations' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'outbox') THEN ',outbox' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'audit') THEN ',audit' ELSE '' END) ||
       (CASE WHEN EXISTS (SELECT 1 FROM account_right r WHERE r.account_id = account.id AND r.right_code = 'settings') THEN ',settings' ELSE '' END), 2);

-- USR-07: customers that were there before have ordered.
UPDATE customer SET first_order_at = created_at WHERE first_order_at IS NULL;
