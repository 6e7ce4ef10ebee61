-- Grain: one plan. Key: campaign_id, plan_id. Reads: plan.
select plan_id, policy_toml, policy_digest
from plan
where campaign_id = :campaign_id and plan_id = :plan_id
