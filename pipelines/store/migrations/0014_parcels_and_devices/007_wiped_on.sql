-- Grain: one lot. Key: campaign_id, lot_id. Reads: lot.
alter table lot add column wiped_on date
