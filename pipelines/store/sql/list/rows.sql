-- Grain: one physical row of a list. Key: campaign_id, list_id, row_no. Reads: list_row.
select row_no, kind, outcome, reasons, subject_id, change
from list_row
where campaign_id = :campaign_id and list_id = :list_id
order by row_no
