-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set handed_over = handed_over - :quantity, to_inspect = to_inspect + :quantity
where campaign_id = :campaign_id and cell_id = :cell_id and handed_over >= :quantity
