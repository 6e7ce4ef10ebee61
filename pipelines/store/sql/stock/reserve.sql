-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set reserved = reserved + :quantity
where campaign_id = :campaign_id and cell_id = :cell_id and on_hand - reserved >= :quantity
