-- Grain: one site. Key: site_id. Reads: site.
alter table site add column closed_at timestamp
