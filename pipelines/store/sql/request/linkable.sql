-- Grain: one request that names people. Key: campaign_id, request_id. Reads: request.
select request_id
from request
where campaign_id = :campaign_id and state = 'active' and households_count is null
order by request_id
