-- Grain: one request staged. Key: campaign_id, request_id. Reads: known_request, the staged table among_request.
delete from known_request where campaign_id = :campaign_id and request_id in (select request_id from among_request)
