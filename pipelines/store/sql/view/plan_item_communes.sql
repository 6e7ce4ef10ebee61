-- Grain: one article granted in one commune under a plan. Key: item, commune_code. Reads: plan_grant, plan_household.
select g.item, h.commune_code, cast(count(*) as bigint) as units
from plan_grant g
join plan_household h on h.campaign_id = g.campaign_id and h.plan_id = g.plan_id and h.household_id = g.household_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by g.item, h.commune_code
order by g.item, h.commune_code
