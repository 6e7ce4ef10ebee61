-- Grain: one cell, after units moved; no row where the move would leave less than nothing, or less than what is reserved. Key: campaign_id, cell_id. Reads: stock_cell.
update stock_cell
set received = received + :received, moved = moved + :moved, corrected = corrected + :corrected,
    to_inspect = to_inspect + :to_inspect, on_hand = on_hand + :on_hand, reserved = reserved + :reserved,
    in_transit = in_transit + :in_transit, delivered = delivered + :delivered, handed_over = handed_over + :handed_over,
    lost = lost + :lost, returned_supplier = returned_supplier + :returned_supplier
where campaign_id = :campaign_id and cell_id = :cell_id and to_inspect + :to_inspect >= 0
    and reserved + :reserved >= 0 and on_hand + :on_hand >= reserved + :reserved and in_transit + :in_transit >= 0
    and delivered + :delivered >= 0 and handed_over + :handed_over >= 0
