-- Grain: one entry. Key: campaign_id, sequence. Reads: journal.
select campaign_id, sequence, happened_at, actor_id, role, action, object_id, detail, previous_hash, hash
from journal
where campaign_id = :campaign_id
order by sequence
