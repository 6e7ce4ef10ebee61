-- Grain: one erased subject. Key: campaign_id, subject_id. Reads: erased_subject.
select subject_id
from erased_subject
where campaign_id = :campaign_id
