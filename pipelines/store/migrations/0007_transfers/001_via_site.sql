-- Grain: one unit granted; `via_site_id` is the site to which it is moved first, null where it leaves from its own. Key: plan_id, line_id, side. Reads: plan_grant.
alter table plan_grant add column via_site_id text
