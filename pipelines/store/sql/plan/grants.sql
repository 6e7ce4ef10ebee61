-- Grain: one unit granted, with names of places. Key: plan_id, line_id, side. Reads: plan_grant, stock_cell, site, partner, plan_household, plan_line.
select g.plan_id, g.line_id, g.side, g.household_id, g.partner_id, p.name as partner_name, p.code as partner_code,
    p.department_code as partner_department_code, g.cell_id, g.site_id, s.name as site_name, s.code as site_code,
    g.via_site_id, v.name as via_site_name, v.code as via_site_code, g.item, c.grade, c.available_on,
    g.transfer_id, c.site_id = g.via_site_id as has_arrived, g.km, g.mode, g.state, g.released_at, g.delivered_at, g.handed_over_at, g.returned_at, l.rank, h.tier,
    h.commune_code, h.department_code
from plan_grant g
join site s on s.site_id = g.site_id
left join site v on v.site_id = g.via_site_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
join partner p on p.partner_id = g.partner_id
join plan_household h on h.campaign_id = g.campaign_id and h.plan_id = g.plan_id and h.household_id = g.household_id
join plan_line l on l.campaign_id = g.campaign_id and l.plan_id = g.plan_id and l.line_id = g.line_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
order by s.name, p.name, l.rank, g.line_id, g.side
