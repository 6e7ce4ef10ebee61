-- Grain: one token of a partner's request. Key: request_id, kind, token. Reads: request_key, request.
select k.request_id, k.kind, k.token
from request_key k
join request r on r.campaign_id = k.campaign_id and r.request_id = k.request_id
where k.campaign_id = :campaign_id and r.partner_id = :partner_id and r.state in ('active', 'objected')
order by k.request_id, k.kind, k.token
