-- Grain: one data row of the campaign whose key serves no request and is not known to be gone. Key: list_id, row_no. Reads: list_row, request, erased_subject.
select w.list_id, w.row_no, w.subject_id
from list_row w
where w.campaign_id = :campaign_id and w.kind = 'data' and not exists (
    select 1 from request r where r.campaign_id = w.campaign_id and r.request_id = w.subject_id
) and not exists (
    select 1 from erased_subject e where e.campaign_id = w.campaign_id and e.subject_id = w.subject_id
)
order by w.list_id, w.row_no
