-- Grain: one request that an event of one cause moved out of another household. Key: event_id. Reads: household_event.
select event_id, request_id, household_id, other_id
from household_event
where campaign_id = :campaign_id and type = 'attach' and evidence = :evidence and other_id is not null
order by position, event_id
