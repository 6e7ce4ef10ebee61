-- Grain: one request. Key: campaign_id, request_id. Reads: request.
select request_id, content_token, match_token, version
from request
where campaign_id = :campaign_id and partner_id = :partner_id and state in ('active', 'objected')
order by request_id
