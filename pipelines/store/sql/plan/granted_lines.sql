-- Grain: one unit already granted by an adopted plan. Key: line_id, side. Reads: plan_grant, plan, grant_event.
select g.line_id, g.side, g.household_id, g.item, g.state, g.plan_id, g.cell_id, e.line_id is not null as is_shipped
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
left join (
    select distinct campaign_id, plan_id, line_id, side from grant_event where campaign_id = :campaign_id and kind = 'shipped'
) e on e.campaign_id = g.campaign_id and e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
order by g.line_id, g.side
