-- Grain: one cell. Key: campaign_id, cell_id. Reads: stock_cell.
insert into stock_cell_next (campaign_id, cell_id, site_id, item, grade, donor, earmark, lot_id, available_on,
    received, moved, corrected, to_inspect, on_hand, reserved, in_transit, delivered, handed_over, lost, returned_supplier)
select campaign_id, cell_id, site_id, item, grade, donor, earmark, '', available_on,
    received, 0, 0, 0, on_hand, reserved, 0, delivered, handed_over, lost, 0
from stock_cell
