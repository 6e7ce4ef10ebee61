-- Grain: one data row sealed under a key of its own, because it is no request (yet). Key: list_id, row_no. Reads: list_row, request, request_list, sealed.
select w.list_id, w.row_no, w.subject_id, l.partner_id
from list_row w
join request_list l on l.campaign_id = w.campaign_id and l.list_id = w.list_id
where w.campaign_id = :campaign_id and w.kind = 'data' and exists (
    select 1 from sealed s where s.campaign_id = w.campaign_id and s.subject_id = w.subject_id
) and not exists (
    select 1 from request r where r.campaign_id = w.campaign_id and r.request_id = w.subject_id
)
order by w.list_id, w.row_no
