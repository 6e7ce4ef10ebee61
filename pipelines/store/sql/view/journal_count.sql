-- Grain: one chain of the journal. Key: campaign_id. Reads: journal.
select cast(count(*) as bigint) as entries
from journal
where campaign_id = :campaign_id
