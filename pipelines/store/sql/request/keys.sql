-- Grain: one token. Key: campaign_id, request_id, kind, token. Reads: request_key.
select request_id, kind, token
from request_key
where campaign_id = :campaign_id
order by request_id, kind, token
