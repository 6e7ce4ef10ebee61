-- Grain: one unit granted; `transfer_id` is the transfer by which it travels now, null before it leaves and once it has arrived. Key: plan_id, line_id, side. Reads: plan_grant.
alter table plan_grant add column transfer_id text
