-- Grain: the line that one more unit in a cell would serve under a plan, and its household; no row where it would serve nobody. Key: cell_id. Reads: plan_value, plan_line.
select v.cell_id, l.rank, l.household_id
from plan_value v
join plan_line l on l.campaign_id = v.campaign_id and l.plan_id = v.plan_id and l.rank = v.best_rank
where v.campaign_id = :campaign_id and v.plan_id = :plan_id and v.cell_id = :cell_id
