-- Grain: one plan, newest first. Key: campaign_id, plan_id. Reads: plan.
select plan_id, state, policy_digest, digest, engine_version, seed, served_count, unserved_count, bound_count, objective,
    seconds, proposed_at, proposed_by, locked_at, locked_by, approved_at, approved_by, adopted_at, adopted_by,
    revoked_at, revoked_by, requests_count, version
from plan
where campaign_id = :campaign_id
order by proposed_at desc, plan_id desc
