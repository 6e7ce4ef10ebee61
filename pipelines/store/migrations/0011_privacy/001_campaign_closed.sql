-- Grain: one campaign. Key: campaign_id. Reads: nothing.
alter table campaign add column closed_at timestamp
