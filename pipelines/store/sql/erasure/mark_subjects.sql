-- Grain: one erased subject. Key: campaign_id, subject_id. Reads: erased_subject, the staged table erased_subject_now.
insert into erased_subject (campaign_id, subject_id, erasure_id)
select cast(:campaign_id as text), n.subject_id, cast(:erasure_id as text)
from erased_subject_now n
where not exists (
    select 1 from erased_subject e where e.campaign_id = :campaign_id and e.subject_id = n.subject_id
)
