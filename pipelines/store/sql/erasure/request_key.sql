-- Grain: one keyed token. Key: campaign_id, request_id, kind, token. Reads: request_key, the staged table erased_request.
delete from request_key
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
