-- Grain: one tier. Key: tier. Reads: plan_line, plan_household.
select h.tier, cast(count(*) as bigint) as asked, cast(count(*) filter (where l.is_served) as bigint) as served
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
group by h.tier
order by h.tier
