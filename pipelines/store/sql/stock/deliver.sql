-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set on_hand = on_hand - :quantity, reserved = reserved - :quantity, delivered = delivered + :quantity
where campaign_id = :campaign_id and cell_id = :cell_id and reserved >= :quantity
