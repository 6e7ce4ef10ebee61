-- Grain: one halted campaign. Key: campaign_id. Reads: halt.
select campaign_id, checked_at, broken
from halt
order by campaign_id
