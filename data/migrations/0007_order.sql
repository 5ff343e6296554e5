-- Indexes that no rule asks for but a list does: a filter by product or division finds its few rows, the lists of
-- drivers and divisions walk in order of name for whoever sees all customers.
CREATE INDEX card_by_product ON card (product, id);
CREATE INDEX division_by_name ON division (name_key, id);
CREATE INDEX driver_by_name_alone ON driver (name_key, id);
CREATE INDEX driver_by_code ON driver (code, id);
CREATE INDEX driver_by_state ON driver (state, id);
CREATE INDEX pending_by_customer ON pending (customer_id, id);
