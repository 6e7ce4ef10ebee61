-- Grain: one unit granted that travels with a transfer, best rank first. Key: plan_id, line_id, side. Reads: plan_grant, plan, plan_line.
select g.plan_id, g.line_id, g.side
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join plan_line l on l.campaign_id = g.campaign_id and l.plan_id = g.plan_id and l.line_id = g.line_id
where g.campaign_id = :campaign_id and g.transfer_id = :transfer_id and p.state = 'adopted' and g.state = 'granted'
order by p.adopted_at, l.rank, g.line_id, g.side
