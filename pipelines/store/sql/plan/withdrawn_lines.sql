-- Grain: one unit given up before it left. Key: plan_id, line_id, side. Reads: plan_withdrawal.
select plan_id, line_id, side, household_id, partner_id, cell_id, item, reason, withdrawn_at, withdrawn_by
from plan_withdrawal
where campaign_id = :campaign_id
order by withdrawn_at, line_id, side
