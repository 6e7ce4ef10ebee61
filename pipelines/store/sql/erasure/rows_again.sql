-- Grain: one row of a subject whose key is gone, still sealed here. Key: list_id, row_no. Reads: list_row, sealed, the staged table gone_subject.
select w.list_id, w.row_no, w.subject_id
from list_row w
where w.campaign_id = :campaign_id and w.subject_id in (select subject_id from gone_subject) and exists (
    select 1 from sealed s where s.campaign_id = w.campaign_id and s.subject_id = w.subject_id
)
order by w.list_id, w.row_no
