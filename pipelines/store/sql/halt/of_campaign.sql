-- Grain: the halt of one campaign, where there is one. Key: campaign_id. Reads: halt.
select checked_at, broken
from halt
where campaign_id = :campaign_id
