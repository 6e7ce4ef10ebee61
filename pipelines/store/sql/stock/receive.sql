-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell, the staged table arriving_stock.
insert into stock_cell (campaign_id, cell_id, site_id, item, grade, donor, earmark, lot_id, available_on,
    received, moved, corrected, to_inspect, on_hand, reserved, in_transit, delivered, handed_over, lost, returned_supplier)
select campaign_id, cell_id, site_id, item, grade, donor, earmark, '', available_on,
    quantity, 0, 0, 0, quantity, 0, 0, 0, 0, 0, 0
from arriving_stock
where true
on conflict (campaign_id, cell_id) do update
set received = stock_cell.received + excluded.received, on_hand = stock_cell.on_hand + excluded.on_hand
