-- Grain: one request that was compared. Key: campaign_id, request_id. Reads: linkage_request, the staged table erased_request.
delete from linkage_request
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
