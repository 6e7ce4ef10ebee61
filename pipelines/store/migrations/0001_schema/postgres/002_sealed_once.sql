-- Grain: one sealed record. Key: campaign_id, subject_id, kind. Reads: sealed.
-- As for request_key: the writer puts each record in place of the older one, which is what makes the key hold.
create unique index sealed_once on sealed (campaign_id, subject_id, kind)
