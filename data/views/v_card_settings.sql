-- What card.change fills its form with: a card by the names of the parameters, its own controls among them.
CREATE VIEW v_card_settings AS
SELECT v.id, v.number, v.customer_id, v.product, v.division, v.category, v.country, v.plate, v.driver, v.emboss, v.mention,
       v.vehicle_type, v.tank_capacity, v.phone, v.fuels, v.services, v.odometer_entry, v.profile,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'countries') AS control_countries,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'networks') AS control_networks,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'stations') AS control_stations,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'days') AS control_days,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'hours') AS control_hours,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'tank') AS control_tank,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'odometer') AS control_odometer,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'transactions_a_day') AS control_transactions_a_day,
       (SELECT MIN(k.value) FROM card_control k WHERE k.card_id = v.id AND k.kind = 'minutes_between') AS control_minutes_between,
       v.vehicle_class, v.weight, v.dimensions, v.axles, v.euro_class, v.tolls, v.code_kind, v.delivery_point, v.version
  FROM v_card v;
