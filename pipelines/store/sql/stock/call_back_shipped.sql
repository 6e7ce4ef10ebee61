-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set in_transit = in_transit - :quantity, on_hand = on_hand + :quantity
where campaign_id = :campaign_id and cell_id = :cell_id and in_transit >= :quantity
