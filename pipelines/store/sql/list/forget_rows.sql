-- Grain: one physical row of a list. Key: campaign_id, list_id, row_no. Reads: list_row.
delete from list_row
where campaign_id = :campaign_id and list_id = :list_id
