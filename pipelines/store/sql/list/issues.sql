-- Grain: one issue of a list. Key: campaign_id, list_id, issue_no. Reads: list_issue.
select issue_no, row_no, column_no, code, severity
from list_issue
where campaign_id = :campaign_id and list_id = :list_id
order by issue_no
