-- Grain: grants of a plan. Key: campaign_id, plan_id, line_id, side. Reads: plan_grant, the staged table arriving_grant.
update plan_grant
set state = :state,
    released_at = case when :state = 'released' then :happened_at else released_at end,
    delivered_at = case when :state = 'delivered' then :happened_at else delivered_at end,
    handed_over_at = case when :state = 'handed_over' then :happened_at else handed_over_at end,
    returned_at = case when :state = 'returned' then :happened_at else returned_at end
where campaign_id = :campaign_id and plan_id = :plan_id and state = :state_before and exists (
    select 1 from arriving_grant a where a.line_id = plan_grant.line_id and a.side = plan_grant.side
)
