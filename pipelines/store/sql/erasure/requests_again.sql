-- Grain: one request of a subject whose key is gone, not erased here. Key: request_id. Reads: request, household_member, the staged table gone_subject.
select r.request_id, m.household_id
from request r
left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
where r.campaign_id = :campaign_id and r.state <> 'erased' and r.request_id in (select subject_id from gone_subject)
order by r.request_id
