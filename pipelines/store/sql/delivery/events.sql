-- Grain: one thing that happened to a granted unit, oldest first. Key: event_id. Reads: grant_event.
select event_id, plan_id, line_id, side, kind, reason, to_proxy, serial, happened_on, recorded_at, actor_id
from grant_event
where campaign_id = :campaign_id
order by event_id
