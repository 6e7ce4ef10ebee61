-- Grain: one unit of an adopted plan that is there and must go to another site before it is handed over. Key: line_id, side. Reads: plan_grant, plan, stock_cell, site.
select g.line_id, g.side, g.cell_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
join site s on s.site_id = g.site_id
join site v on v.site_id = g.via_site_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and p.state = 'adopted' and g.state = 'granted'
    and g.transfer_id is null and c.site_id = g.site_id and c.available_on <= :today and s.code = :site_code
    and v.code = :via_site_code
order by g.cell_id, g.line_id, g.side
