-- Grain: the chains of a campaign and of what campaigns share. Key: none, one row. Reads: journal.
select cast(count(*) as bigint) as entries
from journal
where campaign_id in (:campaign_id, :organisation)
