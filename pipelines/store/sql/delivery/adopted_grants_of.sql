-- Grain: one unit granted by an adopted plan to one household. Key: plan_id, line_id, side. Reads: plan_grant, plan, partner, stock_cell, grant_event.
select g.plan_id, g.line_id, g.side, g.household_id, g.partner_id, r.department_code as partner_department_code, g.cell_id,
    c.lot_id, g.item, g.mode, g.state, g.released_at, g.transfer_id, e.line_id is not null as is_shipped
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join partner r on r.partner_id = g.partner_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
left join (
    -- Of this household's lines alone: all that was ever shipped would be gathered at each look.
    select distinct campaign_id, plan_id, line_id, side
    from grant_event
    where campaign_id = :campaign_id and kind = 'shipped' and line_id in (
        select line_id from plan_grant where campaign_id = :campaign_id and household_id = :household_id
    )
) e on e.campaign_id = g.campaign_id and e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
where g.campaign_id = :campaign_id and g.household_id = :household_id and p.state = 'adopted'
order by g.plan_id, g.line_id, g.side
