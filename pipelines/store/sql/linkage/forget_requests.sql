-- Grain: one request staged. Key: request_id. Reads: linkage_request, the staged table among_request.
delete from linkage_request where campaign_id = :campaign_id and request_id in (select request_id from among_request)
