-- Grain: one tier under a plan. Key: tier. Reads: plan_line, plan_household.
select h.tier, cast(count(distinct l.household_id) as bigint) as households,
    cast(count(distinct l.household_id) filter (where l.is_served) as bigint) as households_served,
    cast(count(*) as bigint) as asked, cast(count(*) filter (where l.is_served) as bigint) as served,
    cast(min(l.rank) filter (where not l.is_served) as bigint) as first_unserved_rank
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
group by h.tier
order by h.tier
