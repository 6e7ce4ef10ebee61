-- Grain: one request of one accepted list of a partner, oldest list first. Key: list_id, request_id. Reads: list_row, request_list, request.
select distinct l.received_at, r.list_id, r.subject_id as request_id
from list_row r
join request_list l on l.campaign_id = r.campaign_id and l.list_id = r.list_id
join request q on q.campaign_id = r.campaign_id and q.request_id = r.subject_id
where r.campaign_id = :campaign_id and l.partner_id = :partner_id and l.state = 'accepted' and r.change is not null
    and q.state = 'active'
order by l.received_at, r.list_id, r.subject_id
