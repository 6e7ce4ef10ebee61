-- Grain: one keyed token of a request. Key: campaign_id, request_id, token. Reads: linkage_key, the staged table erased_request.
delete from linkage_key
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
