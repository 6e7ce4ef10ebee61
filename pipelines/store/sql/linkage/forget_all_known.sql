-- Grain: one request found known as it arrived. Key: campaign_id, request_id. Reads: known_request.
delete from known_request where campaign_id = :campaign_id
