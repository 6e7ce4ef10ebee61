-- Grain: one issue. Key: campaign_id, list_id, issue_no. Reads: list_issue.
delete from list_issue
where campaign_id = :campaign_id and list_id = :list_id
