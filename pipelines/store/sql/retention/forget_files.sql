-- Grain: one sealed record of old lists: a row or a head. Key: campaign_id, subject_id, kind. Reads: sealed, the staged table old_list.
delete from sealed
where campaign_id = :campaign_id and exists (
    select 1 from old_list o
    where sealed.kind = 'row:' || o.list_id or (sealed.kind = 'list_head' and sealed.subject_id = o.list_id)
)
