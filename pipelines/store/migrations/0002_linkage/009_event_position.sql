-- Grain: one event in the life of households, in its order. Key: campaign_id, event_id. Reads: nothing.
alter table household_event add column position bigint
