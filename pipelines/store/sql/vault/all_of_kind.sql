-- Grain: one sealed record. Key: campaign_id, subject_id, kind. Reads: sealed.
select subject_id, kind, content
from sealed
where campaign_id = :campaign_id and kind = :kind
