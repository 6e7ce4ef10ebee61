-- Grain: one request. Key: campaign_id, request_id. Reads: absence, the staged table arriving_absence.
update absence
set state = :state, answered_at = cast(:answered_at as timestamp), answered_by = :answered_by
where campaign_id = :campaign_id and state = 'asked' and request_id in (select request_id from arriving_absence)
