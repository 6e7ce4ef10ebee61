-- Grain: one row: how many lines a plan grants that an adopted plan grants already. Key: none. Reads: plan_grant, plan.
select count(distinct here.line_id) as found
from plan_grant here
where here.campaign_id = :campaign_id and here.plan_id = :plan_id and here.line_id in (
    select g.line_id
    from plan_grant g
    join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
)
