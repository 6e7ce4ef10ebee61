-- Grain: one cell with units under way to a structure. Key: campaign_id, cell_id. Reads: movement.
update stock_cell
set on_hand = on_hand - u.units, reserved = reserved - u.units, in_transit = in_transit + u.units
from (
    select campaign_id, cell_id, cast(sum(quantity) as integer) as units
    from movement
    where category = 'shipped' and reason = 'shipped'
    group by campaign_id, cell_id
) u
where u.campaign_id = stock_cell.campaign_id and u.cell_id = stock_cell.cell_id
