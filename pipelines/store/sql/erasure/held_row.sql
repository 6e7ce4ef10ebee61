-- Grain: one row held back. Key: campaign_id, list_id, row_no. Reads: held_row, the staged table erased_row.
delete from held_row
where campaign_id = :campaign_id and exists (
    select 1 from erased_row e where e.list_id = held_row.list_id and e.row_no = held_row.row_no
)
