-- Grain: one line of a household under a plan. Key: line_id. Reads: plan_line.
select line_id, unit_no, kit_code, type_id, rank, is_served, reason, cutoff_rank
from plan_line
where campaign_id = :campaign_id and plan_id = :plan_id and household_id = :household_id
order by rank
