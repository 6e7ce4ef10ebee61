-- Grain: one sealed record. Key: campaign_id, subject_id, kind. Reads: sealed, the staged table erased_subject_now.
delete from sealed
where campaign_id = :campaign_id and subject_id in (select subject_id from erased_subject_now)
