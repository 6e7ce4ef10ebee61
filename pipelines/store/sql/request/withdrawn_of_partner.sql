-- Grain: one request that a partner made and that was withdrawn. Key: campaign_id, request_id. Reads: request.
select request_id
from request
where campaign_id = :campaign_id and partner_id = :partner_id and state = 'withdrawn'
