-- Grain: one line of a plan that came back and that no adopted plan serves now. Key: line_id. Reads: plan_grant, plan.
select distinct g.line_id, g.household_id
from plan_grant g
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and g.state = 'returned' and not exists (
    select 1 from plan_grant o
    join plan p on p.campaign_id = o.campaign_id and p.plan_id = o.plan_id
    where o.campaign_id = g.campaign_id and o.line_id = g.line_id and p.state = 'adopted' and o.state <> 'returned'
)
order by g.line_id
