-- Grain: one plan. Key: campaign_id, plan_id. Reads: plan.
update plan
set state = :state, version = version + 1,
    locked_at = case when :state = 'locked' then :happened_at else locked_at end,
    locked_by = case when :state = 'locked' then :actor_id else locked_by end,
    approved_at = case when :state = 'approved' then :happened_at else approved_at end,
    approved_by = case when :state = 'approved' then :actor_id else approved_by end,
    adopted_at = case when :state = 'adopted' then :happened_at else adopted_at end,
    adopted_by = case when :state = 'adopted' then :actor_id else adopted_by end,
    revoked_at = case when :state = 'revoked' then :happened_at else revoked_at end,
    revoked_by = case when :state = 'revoked' then :actor_id else revoked_by end
where campaign_id = :campaign_id and plan_id = :plan_id and version = :version
