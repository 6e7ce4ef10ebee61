-- Grain: one key of a request staged. Key: request_id, token. Reads: linkage_key, the staged table among_request.
delete from linkage_key where campaign_id = :campaign_id and request_id in (select request_id from among_request)
