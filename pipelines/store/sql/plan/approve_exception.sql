-- Grain: one exceptional grant. Key: campaign_id, exception_id. Reads: plan_exception.
update plan_exception
set approved_at = :approved_at, approved_by = :approved_by, plan_id = :plan_id
where campaign_id = :campaign_id and exception_id = :exception_id and plan_id is null
