-- Grain: one erasure that took a request or a household. Key: campaign_id, erasure_id. Reads: erasure, erased_subject.
select e.erasure_id, e.receipt
from erasure e
where e.campaign_id = :campaign_id and (
    e.subject_id = :subject_id or e.erasure_id in (
        select s.erasure_id from erased_subject s where s.campaign_id = :campaign_id and s.subject_id = :subject_id
    )
)
order by e.erasure_id desc
limit 1
