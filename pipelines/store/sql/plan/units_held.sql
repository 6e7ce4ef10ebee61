-- Grain: one unit that a plan grants. Key: line_id, side. Reads: plan_grant.
select line_id, side, cell_id
from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id
order by line_id, side
