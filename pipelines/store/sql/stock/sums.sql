-- Grain: one cell, category and reason. Key: cell_id, category, reason. Reads: movement.
select cell_id, category, reason, cast(sum(quantity) as bigint) as quantity
from movement
where campaign_id = :campaign_id
group by cell_id, category, reason
