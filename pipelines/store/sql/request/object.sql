-- Grain: one request. Key: campaign_id, request_id. Reads: request, the staged table objecting_request.
update request
set state = 'objected', version = version + 1
where campaign_id = :campaign_id and state = 'active' and request_id in (select request_id from objecting_request)
