-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set on_hand = on_hand - :quantity, lost = lost + :quantity
where campaign_id = :campaign_id and cell_id = :cell_id and on_hand - reserved >= :quantity
