-- Grain: one cell, category and reason, up to the end of a day. Key: cell_id, category, reason. Reads: movement.
select cell_id, category, reason, cast(sum(quantity) as bigint) as quantity
from movement
where campaign_id = :campaign_id and happened_at < :until
group by cell_id, category, reason
