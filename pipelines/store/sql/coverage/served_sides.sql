-- Grain: one household with a live grant: the day of the first, and which sides it has. Key: household_id. Reads: plan_grant, plan.
select g.household_id, min(p.adopted_at) as adopted_at,
    cast(max(case when g.side = 'device' then 1 else 0 end) as integer) as device,
    cast(max(case when g.side = 'data' then 1 else 0 end) as integer) as data
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
group by g.household_id
order by g.household_id
