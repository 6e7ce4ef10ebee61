-- Grain: one line already granted by an adopted plan. Key: line_id. Reads: plan_grant, plan.
select g.line_id, g.side, g.household_id, g.item, g.state, g.plan_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
order by g.line_id, g.side
