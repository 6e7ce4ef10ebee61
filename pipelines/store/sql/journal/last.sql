-- Grain: the newest entry of a campaign's journal. Key: campaign_id. Reads: journal.
select sequence, hash, happened_at
from journal
where campaign_id = :campaign_id
order by sequence desc
limit 1
