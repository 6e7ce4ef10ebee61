-- Grain: one cell under a plan, with the line that one more unit would serve. Key: cell_id. Reads: plan_value, stock_cell, site, plan_line, plan_household.
select v.cell_id, s.name as site_name, s.code as site_code, c.item, c.grade, v.available, v.granted, v.best_rank, h.tier
from plan_value v
join stock_cell c on c.campaign_id = v.campaign_id and c.cell_id = v.cell_id
join site s on s.site_id = c.site_id
left join plan_line l on l.campaign_id = v.campaign_id and l.plan_id = v.plan_id and l.rank = v.best_rank
left join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
where v.campaign_id = :campaign_id and v.plan_id = :plan_id
order by v.best_rank nulls last, s.name, v.cell_id
