-- Grain: one request of a partner that waits for an answer. Key: request_id. Reads: absence, request.
select a.request_id, a.list_id, a.asked_at, r.list_id as last_list_id, r.row_no, r.version
from absence a
join request r on r.campaign_id = a.campaign_id and r.request_id = a.request_id
where a.campaign_id = :campaign_id and a.partner_id = :partner_id and a.state = 'asked' and r.state = 'active'
order by a.request_id
