-- Grain: one request that came again, so that nothing is to be asked. Key: campaign_id, request_id. Reads: absence, the staged table arriving_absence.
delete from absence
where campaign_id = :campaign_id and request_id in (select request_id from arriving_absence)
