-- Grain: one Arrow table of a plan. Key: campaign_id, plan_id, part. Reads: plan_part.
select part, content
from plan_part
where campaign_id = :campaign_id and plan_id = :plan_id
order by part
