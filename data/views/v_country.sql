CREATE VIEW v_code_order AS
SELECT c.position AS id, c.code AS country, c.code_order, c.position
  FROM country c;
