-- Grain: one request asked about. Key: campaign_id, request_id. Reads: absence, the staged table erased_request.
delete from absence
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
