-- Grain: the newest entry of a campaign's journal, with all that its hash covers. Key: campaign_id. Reads: journal.
select campaign_id, sequence, happened_at, actor_id, role, action, object_id, detail, previous_hash, hash
from journal
where campaign_id = :campaign_id
order by sequence desc
limit 1
