-- Grain: one subject of an erasure. Key: campaign_id, subject_id. Reads: erased_subject.
select subject_id
from erased_subject
where campaign_id = :campaign_id and erasure_id = :erasure_id
