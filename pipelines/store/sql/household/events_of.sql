-- Grain: one event in the life of one household, in order. Key: event_id. Reads: household_event.
select event_id, type, household_id, other_id, request_id, happened_at, actor_id, evidence, position
from household_event
where campaign_id = :campaign_id and (household_id = :household_id or other_id = :household_id)
order by position, event_id
