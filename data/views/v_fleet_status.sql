-- FLT-01: one line per card or unit, with its limits and controls.  limit_* and volume_* are the strictest that
-- binds the card, whoever set it, a limit on all fuels or services for each of them (amounts in cents, volumes in millilitres); limit_others counts the limits that
-- no column shows; control_* is the rule nearest to the card.  An export gathers all these beside the cards
-- (guichet-files), so a name means the same there: limit_PRODUCT_PERIOD, control_KIND.  Every filter of the list of
-- cards has its column here, so that the list shown can be had as a fleet status.
CREATE VIEW v_fleet_status AS
SELECT c.id, c.number, c.rank, c.product, c.state, c.plate, c.plate_key, c.code_kind, d.name AS division,
       d.name_key AS division_key, c.driver, c.driver_key, c.driver_id, l.number AS linked, l.product AS linked_product,
       u.number AS customer, u.name AS customer_name, c.customer_id, c.division_id, c.control_profile_id, c.country,
       c.phone, c.created_on, c.last_used_on, c.expires_on, c.renewal, c.aircode_until, r.suspended_until,
       c.odometer_entry, v.tank_capacity,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'amount' AND x.period = 'transaction'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_transaction,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'amount' AND x.period = 'day'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_day,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'amount' AND x.period = 'week'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_week,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'volume' AND x.period = 'day'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS volume_day,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE x.product IS NULL AND x.goods IS NULL AND x.measure = 'volume' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS volume_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'diesel' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'day'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_diesel_day,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'diesel' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_diesel_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'petrol95' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'day'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_petrol95_day,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'petrol95' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_petrol95_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'electricity' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'day'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_electricity_day,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'electricity' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_electricity_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'adblue' OR x.goods = 'fuel') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_adblue_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'wash' OR x.goods = 'service') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_wash_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'toll' OR x.goods = 'service') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_toll_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'parking' OR x.goods = 'service') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_parking_month,
       (SELECT MIN(x.value) FROM card_limit x
         WHERE (x.product = 'shop' OR x.goods = 'service') AND x.measure = 'amount' AND x.period = 'month'
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_shop_month,
       (SELECT COUNT(*) FROM card_limit x
         WHERE CASE WHEN (x.measure = 'amount' AND x.product IS NULL AND x.goods IS NULL AND x.period IN ('transaction', 'day', 'week', 'month'))
                      OR (x.measure = 'volume' AND x.product IS NULL AND x.goods IS NULL AND x.period IN ('day', 'month'))
                      OR (x.measure = 'amount' AND x.goods = 'fuel' AND x.period IN ('day', 'month'))
                      OR (x.measure = 'amount' AND x.goods = 'service' AND x.period IN ('month'))
                      OR (x.measure = 'amount' AND x.product = 'diesel' AND x.period IN ('day', 'month'))
                      OR (x.measure = 'amount' AND x.product = 'petrol95' AND x.period IN ('day', 'month'))
                      OR (x.measure = 'amount' AND x.product = 'electricity' AND x.period IN ('day', 'month'))
                      OR (x.measure = 'amount' AND x.product = 'adblue' AND x.period IN ('month'))
                      OR (x.measure = 'amount' AND x.product = 'wash' AND x.period IN ('month'))
                      OR (x.measure = 'amount' AND x.product = 'toll' AND x.period IN ('month'))
                      OR (x.measure = 'amount' AND x.product = 'parking' AND x.period IN ('month'))
                      OR (x.measure = 'amount' AND x.product = 'shop' AND x.period IN ('month'))
                    THEN 0 ELSE 1 END = 1
           AND (x.card_id = c.id OR (x.customer_id = c.customer_id AND x.level IN ('customer', 'division', 'profile')
           AND (x.level = 'customer' OR x.division_id = c.division_id OR x.control_profile_id = c.control_profile_id)))) AS limit_others,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'countries'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'countries'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'countries'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'countries')) AS control_countries,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'networks'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'networks'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'networks'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'networks')) AS control_networks,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'stations'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'stations'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'stations'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'stations')) AS control_stations,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'days'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'days'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'days'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'days')) AS control_days,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'hours'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'hours'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'hours'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'hours')) AS control_hours,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'tank'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'tank'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'tank'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'tank')) AS control_tank,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'odometer'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'odometer'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'odometer'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'odometer')) AS control_odometer,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'transactions_a_day'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'transactions_a_day'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'transactions_a_day'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'transactions_a_day')) AS control_transactions_a_day,
       COALESCE((SELECT MIN(x.value) FROM card_control x WHERE x.card_id = c.id AND x.kind = 'minutes_between'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'profile' AND x.control_profile_id = c.control_profile_id AND x.kind = 'minutes_between'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'division' AND x.division_id = c.division_id AND x.kind = 'minutes_between'),
                (SELECT MIN(x.value) FROM card_control x WHERE x.customer_id = c.customer_id AND x.level = 'customer' AND x.kind = 'minutes_between')) AS control_minutes_between
  FROM card c
  LEFT JOIN customer u ON u.id = c.customer_id
  LEFT JOIN division d ON d.id = c.division_id
  LEFT JOIN card l ON l.id = c.linked_id
  LEFT JOIN vehicle v ON v.id = c.vehicle_id
  LEFT JOIN rank r ON r.card_id = c.id AND r.number = c.rank;
