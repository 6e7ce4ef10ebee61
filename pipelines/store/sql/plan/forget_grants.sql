-- Grain: grants of a plan that were given up. Key: campaign_id, plan_id, line_id, side. Reads: plan_grant, the staged table arriving_grant.
delete from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id and state = 'granted' and exists (
    select 1 from arriving_grant a where a.line_id = plan_grant.line_id and a.side = plan_grant.side
)
