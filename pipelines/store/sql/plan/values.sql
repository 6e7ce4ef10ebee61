-- Grain: one cell under a plan, with its site. Key: cell_id. Reads: plan_value, stock_cell, site.
select v.cell_id, s.name as site_name, s.code as site_code, c.item, c.grade, c.available_on, v.available, v.granted, v.best_rank
from plan_value v
join stock_cell c on c.campaign_id = v.campaign_id and c.cell_id = v.cell_id
join site s on s.site_id = c.site_id
where v.campaign_id = :campaign_id and v.plan_id = :plan_id
order by v.best_rank nulls last, s.name, v.cell_id
