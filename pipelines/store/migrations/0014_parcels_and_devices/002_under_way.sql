-- Grain: units of one cell and plan that were shipped and are not delivered yet, as one movement. Key: campaign_id, movement_id. Reads: plan_grant, plan, grant_event.
insert into movement (campaign_id, movement_id, cell_id, category, quantity, reason, plan_id, line_id, happened_at, actor_id)
select g.campaign_id, 'under-way-' || g.plan_id || '-' || g.cell_id, g.cell_id, 'shipped',
    cast(count(*) as integer), 'shipped', g.plan_id, null, max(e.recorded_at), max(e.actor_id)
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join (
    select campaign_id, plan_id, line_id, side, max(recorded_at) as recorded_at, max(actor_id) as actor_id
    from grant_event
    where kind = 'shipped'
    group by campaign_id, plan_id, line_id, side
) e on e.campaign_id = g.campaign_id and e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
where p.state = 'adopted' and g.state = 'released'
group by g.campaign_id, g.plan_id, g.cell_id
