-- Grain: one exceptional grant asked. Key: campaign_id, exception_id. Reads: nothing.
insert into plan_exception (campaign_id, exception_id, household_id, reason, asked_at, asked_by, approved_at, approved_by, plan_id)
values (:campaign_id, :exception_id, :household_id, :reason, :asked_at, :asked_by, null, null, null)
