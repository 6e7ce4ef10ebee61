-- Grain: one entry, newest first. Key: campaign_id, sequence. Reads: journal.
select sequence, happened_at, actor_id, role, action, object_id, detail
from journal
where campaign_id = :campaign_id
order by sequence desc
limit :limit_count offset :offset_count
