-- Grain: one sealed record. Key: campaign_id, subject_id, kind. Reads: sealed, the staged table arriving_sealed.
delete from sealed
where campaign_id = :campaign_id and exists (
    select 1 from arriving_sealed a where a.subject_id = sealed.subject_id and a.kind = sealed.kind
)
