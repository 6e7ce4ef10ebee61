-- Grain: one request. Key: campaign_id, request_id. Reads: request, the staged table arriving_request.
select request_id, received_at, state, version
from request
where campaign_id = :campaign_id and request_id in (select request_id from arriving_request)
