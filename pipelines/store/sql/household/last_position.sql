-- Grain: the campaign. Key: campaign_id. Reads: household_event.
select coalesce(max(position), 0) as position from household_event where campaign_id = :campaign_id
