-- Grain: one side of what was granted in force; households that have a grant, and that hold what was granted. Key: side. Reads: plan_grant, plan.
select g.side, cast(count(distinct g.household_id) as bigint) as promised,
    cast(count(distinct case when g.state = 'handed_over' then g.household_id end) as bigint) as reached
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
group by g.side
order by g.side
