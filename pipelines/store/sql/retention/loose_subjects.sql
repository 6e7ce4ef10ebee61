-- Grain: one row of old lists whose key serves no request. Key: list_id, row_no. Reads: list_row, request, the staged table old_list.
select w.list_id, w.row_no, w.subject_id
from list_row w
where w.campaign_id = :campaign_id and w.kind = 'data' and w.list_id in (select list_id from old_list) and not exists (
    select 1 from request r where r.campaign_id = w.campaign_id and r.request_id = w.subject_id
)
order by w.list_id, w.row_no
