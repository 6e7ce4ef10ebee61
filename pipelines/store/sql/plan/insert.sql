-- Grain: one plan. Key: campaign_id, plan_id. Reads: nothing.
insert into plan (campaign_id, plan_id, state, policy_digest, policy_toml, engine_version, digest, seed, served_count,
    unserved_count, bound_count, objective, seconds, proposed_at, proposed_by, locked_at, locked_by, approved_at,
    approved_by, adopted_at, adopted_by, revoked_at, revoked_by, requests_count, version)
values (:campaign_id, :plan_id, 'draft', :policy_digest, :policy_toml, :engine_version, :digest, :seed, :served_count,
    :unserved_count, :bound_count, :objective, :seconds, :proposed_at, :proposed_by, null, null, null,
    null, null, null, null, null, :requests_count, 1)
