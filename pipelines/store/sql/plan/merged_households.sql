-- Grain: one row: how many households a plan serves that were merged into another. Key: none. Reads: plan_grant, household.
select count(distinct g.household_id) as found
from plan_grant g
join household h on h.campaign_id = g.campaign_id and h.household_id = g.household_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and h.state = 'merged'
