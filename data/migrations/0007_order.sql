-- Indexes that no rule asks for but a list does.
-- The cards in one state, in each order that the list of cards offers: most cards are active, and those that
-- are not stand together at one end of most orders.
CREATE INDEX card_by_state_number ON card (state, number);
CREATE INDEX card_by_state_plate ON card (state, plate_key);
CREATE INDEX card_by_state_driver ON card (state, driver_key);
CREATE INDEX card_by_state_expiry ON card (state, expires_on);
CREATE INDEX card_by_state_creation ON card (state, created_on);
CREATE INDEX card_by_state_use ON card (state, last_used_on);
DROP INDEX card_by_state;

-- A filter finds its few rows; the lists of drivers and divisions walk in order of name for whoever sees all.
CREATE INDEX card_by_product ON card (product, id);
CREATE INDEX rank_by_suspension ON rank (suspended_until) WHERE suspended_until IS NOT NULL;
CREATE INDEX division_by_name ON division (name_key, id);
CREATE INDEX driver_by_name_alone ON driver (name_key, id);
CREATE INDEX driver_by_code ON driver (code, id);
CREATE INDEX driver_by_division ON driver (division_id, id);
CREATE INDEX driver_by_state ON driver (state, name_key);
CREATE INDEX request_by_date ON request (due_at, id);
CREATE INDEX pending_by_customer ON pending (customer_id, id);
