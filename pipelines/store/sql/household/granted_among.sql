-- Grain: one household staged with an adopted grant. Key: household_id. Reads: plan_grant, plan, the staged table among_household.
select distinct g.household_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join among_household a on a.household_id = g.household_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
order by g.household_id
