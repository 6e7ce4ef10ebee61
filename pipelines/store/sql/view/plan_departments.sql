-- Grain: one department under a plan. Key: department_code. Reads: plan_line, plan_household.
select h.department_code, cast(count(distinct l.household_id) as bigint) as households,
    cast(count(distinct l.household_id) filter (where l.is_served) as bigint) as households_served
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
group by h.department_code
order by h.department_code
