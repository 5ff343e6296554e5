-- One line per card or unit, with the rank its driver holds.  LEFT JOINs throughout, even where a row is sure to
-- be there: a list then always walks the card's own indexes, and a join nobody asked for is left out.
-- fuels, services and tolls are codes with commas between, gathered only where they are asked.
-- changeable, which each list of cards reads, is a CASE and no IN: SQLite makes a table of three values or more, each time.
CREATE VIEW v_card AS
SELECT c.id, c.number AS card, c.number, c.rank, c.next_rank, c.product, c.state, c.category, c.country,
       c.plate, c.plate_key, c.driver_id, c.driver, c.driver_key, c.emboss, c.mention, c.phone, c.code_kind,
       c.odometer_entry, c.created_on, c.last_used_on, c.expires_on, c.renewal, c.aircode_until,
       CASE WHEN c.aircode_until IS NULL THEN 0 ELSE 1 END AS aircode,
       c.customer_id, u.number AS customer, u.name AS customer_name, u.language,
       c.division_id, d.name AS division, d.name_key AS division_key, l.number AS linked, p.name AS delivery_point,
       v.type AS vehicle_type, v.tank_capacity, v.class AS vehicle_class, v.weight, v.dimensions, v.axles, v.euro_class,
       c.control_profile_id, f.name AS profile,
       NULLIF(SUBSTR(
           CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'diesel') THEN ',diesel' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'petrol95') THEN ',petrol95' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'petrol98') THEN ',petrol98' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'e10') THEN ',e10' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'e85') THEN ',e85' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'lpg') THEN ',lpg' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'cng') THEN ',cng' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'hvo') THEN ',hvo' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'adblue') THEN ',adblue' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'electricity') THEN ',electricity' ELSE '' END, 2), '') AS fuels,
       NULLIF(SUBSTR(
           CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'wash') THEN ',wash' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'toll') THEN ',toll' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'parking') THEN ',parking' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'shop') THEN ',shop' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'lubricants') THEN ',lubricants' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'tyres') THEN ',tyres' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'ferry') THEN ',ferry' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_product x WHERE x.card_id = c.id AND x.product = 'assistance') THEN ',assistance' ELSE '' END, 2), '') AS services,
       NULLIF(SUBSTR(
           CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'satellic') THEN ',satellic' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'liefkenshoek') THEN ',liefkenshoek' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'sanef') THEN ',sanef' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'aprr') THEN ',aprr' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'vinci') THEN ',vinci' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'atmb') THEN ',atmb' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'westerschelde') THEN ',westerschelde' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'kiltunnel') THEN ',kiltunnel' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'toll_collect') THEN ',toll_collect' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'asfinag') THEN ',asfinag' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'via_t') THEN ',via_t' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'via_verde') THEN ',via_verde' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'telepass') THEN ',telepass' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'via_ch') THEN ',via_ch' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'e_toll') THEN ',e_toll' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'czech_toll') THEN ',czech_toll' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'sky_toll') THEN ',sky_toll' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM card_toll x WHERE x.card_id = c.id AND x.operator = 'hu_go') THEN ',hu_go' ELSE '' END, 2), '') AS tolls,
       r.id AS rank_id, r.block_reason, r.blocked_at, r.suspend_reason, r.suspended_by, r.suspended_at, r.suspended_until,
       n.state AS next_state,
       CASE WHEN c.state IN ('active', 'in_production', 'cancelled', 'suspended') THEN 1 ELSE 0 END AS blockable,
       CASE WHEN c.state IN ('active', 'cancelled') THEN 1 ELSE 0 END AS usable,
       CASE WHEN c.state = 'suspended' THEN 1 ELSE 0 END AS suspended,
       CASE WHEN c.state = 'active' THEN 1 ELSE 0 END AS active,
       CASE WHEN c.state = 'new' THEN 1 ELSE 0 END AS deletable,
       CASE WHEN c.renewal IN ('cancelled_unused', 'cancelled_by_user') OR c.state = 'cancelled' THEN 1 ELSE 0 END AS renewable,
       CASE c.state WHEN 'blocked' THEN 0 WHEN 'expired' THEN 0 WHEN 'deleted' THEN 0 ELSE 1 END AS changeable,
       CASE WHEN c.phone IS NULL THEN 0 ELSE 1 END AS has_phone,
       CASE WHEN c.linked_id IS NULL THEN 0 ELSE 1 END AS has_link,
       CASE WHEN c.state = 'deleted' THEN 0 ELSE 1 END AS copiable,
       'all' AS every_station, 'card' AS record_kind, c.version
  FROM card c
  LEFT JOIN customer u ON u.id = c.customer_id
  LEFT JOIN division d ON d.id = c.division_id
  LEFT JOIN card l ON l.id = c.linked_id
  LEFT JOIN delivery_point p ON p.id = c.delivery_point_id
  LEFT JOIN control_profile f ON f.id = c.control_profile_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id
  LEFT JOIN rank r ON r.card_id = c.id AND r.number = c.rank
  LEFT JOIN rank n ON n.card_id = c.id AND n.number = c.next_rank;

-- Exact numbers of cards, without counting them.
CREATE VIEW v_card_tally AS
SELECT t.customer_id, u.number AS customer, t.product, t.state, t.cards
  FROM card_tally t
  LEFT JOIN customer u ON u.id = t.customer_id;
