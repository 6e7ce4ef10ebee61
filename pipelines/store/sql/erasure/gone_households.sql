-- Grain: one household that a plan serves although its family objected or was erased. Key: household_id. Reads: plan_grant, household_member, request.
select distinct g.household_id
from plan_grant g
join household_member m on m.campaign_id = g.campaign_id and m.household_id = g.household_id
join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and r.state in ('objected', 'erased')
