CREATE VIEW v_alert AS
SELECT a.id, a.customer_id, u.number AS customer, u.name AS customer_name, a.event, a.channel, a.receivers,
       a.changed_at, 'alert' AS record_kind, a.version
  FROM alert a
  JOIN customer u ON u.id = a.customer_id;
