CREATE VIEW v_outbox AS
SELECT o.id, o.channel, REPLACE(o.recipient, '
', ', ') AS "to", o.kind, o.language, o.state, o.tries, o.created_at, o.sent_at, o.subject, o.body, o.error, o.doubtful, o.file,
       o.parts, o.not_before, o.handed_at, o.deadline, o.copy_of,
       o.customer_id, u.number AS customer, c.number AS card, o.card_id, o.authorisation_id, o.invoice_id, i.number AS invoice,
       CASE WHEN o.invoice_id IS NULL THEN 0 ELSE 1 END AS of_invoice, o.version
  FROM outbox o
  LEFT JOIN customer u ON u.id = o.customer_id
  LEFT JOIN card c ON c.id = o.card_id
  LEFT JOIN invoice i ON i.id = o.invoice_id;

CREATE VIEW v_message_file AS
SELECT f.outbox_id * 100 + f.position AS id, f.outbox_id, f.outbox_id AS message, f.position, f.name, f.media, f.size, o.customer_id
  FROM outbox_file f
  LEFT JOIN outbox o ON o.id = f.outbox_id;

CREATE VIEW v_transport AS
SELECT CASE channel WHEN 'sms' THEN 1 WHEN 'email' THEN 2 ELSE 3 END AS id, channel, transport, CASE WHEN error IS NULL THEN 0 ELSE 1 END AS closed, since, error FROM transport;

CREATE VIEW v_audit AS
SELECT a.id, a.at, a.login AS "user", a.session_id AS session, a.call_id AS call, a.command, a.customer_id, u.number AS customer,
       a.outcome, a.input, a.before, a.after, a.answer, a.request
  FROM audit a
  LEFT JOIN customer u ON u.id = a.customer_id;

-- AUD-02: what was done about one record.
CREATE VIEW v_history AS
SELECT x.audit_id AS id, x.kind, x.record_id, a.at, a.login AS "user", a.command, a.outcome, a.input, a.answer, a.before, a.after, a.customer_id
  FROM audit_record x LEFT JOIN audit a ON a.id = x.audit_id;

-- concerns: the card, the driver or the authorisation it is about; open: it waits for somebody's yes or no.
CREATE VIEW v_pending AS
SELECT p.id, p.command, p.input, p.told, p.needs, p.customer_id, u.number AS customer, u.name AS customer_name, p.state, p.due_at, p.approval,
       p.maker, p.checker, p.reason, p.created_at, p.ended_at,
       COALESCE(x.code || ' ' || x.name, a.number || ' ' || a.plate, c.plate, c.driver, c.number) AS concerns,
       CASE WHEN p.approval = 1 AND p.state = 'waiting' THEN 1 ELSE 0 END AS open,
       'pending' AS record_kind, p.version
  FROM pending p
  LEFT JOIN customer u ON u.id = p.customer_id
  LEFT JOIN driver x ON x.id = p.record_id AND p.kind = 'driver'
  LEFT JOIN card c ON c.id = p.record_id AND p.kind = 'card'
  LEFT JOIN authorisation a ON a.id = p.record_id AND p.kind = 'authorisation';
