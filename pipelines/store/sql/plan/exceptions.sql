-- Grain: one exceptional grant asked, newest first. Key: exception_id. Reads: plan_exception.
select exception_id, household_id, reason, asked_at, asked_by, approved_at, approved_by, plan_id
from plan_exception
where campaign_id = :campaign_id
order by asked_at desc, exception_id desc
