-- Grain: one household with an adopted grant. Key: campaign_id, household_id. Reads: plan_grant, plan.
select distinct g.household_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
order by g.household_id
