-- Grain: one cell, empty on its first day. Key: campaign_id, cell_id. Reads: stock_cell.
insert into stock_cell (campaign_id, cell_id, site_id, item, grade, donor, earmark, lot_id, available_on,
    received, moved, corrected, to_inspect, on_hand, reserved, in_transit, delivered, handed_over, lost, returned_supplier)
values (:campaign_id, :cell_id, :site_id, :item, :grade, :donor, :earmark, :lot_id, :available_on,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
on conflict (campaign_id, cell_id) do nothing
