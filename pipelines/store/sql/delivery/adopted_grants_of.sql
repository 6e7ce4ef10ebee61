-- Grain: one unit granted by an adopted plan to one household and not come back. Key: plan_id, line_id, side. Reads: plan_grant, plan.
select g.plan_id, g.line_id, g.side, g.household_id, g.partner_id, g.cell_id, g.item, g.state, g.transfer_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and g.household_id = :household_id and p.state = 'adopted' and g.state <> 'returned'
order by g.plan_id, g.line_id, g.side
