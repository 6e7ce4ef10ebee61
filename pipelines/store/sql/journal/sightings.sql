-- Grain: one entry that shows somebody reading or changing what names a family. Key: sequence. Reads: journal, the staged table seen_object.
select sequence, happened_at, actor_id, role, action, object_id
from journal
where campaign_id = :campaign_id and object_id in (select object_id from seen_object)
    and action in ('identity.read', 'person.export', 'list.submit', 'list.correct', 'delivery.export', 'erase', 'person.object')
order by sequence desc
