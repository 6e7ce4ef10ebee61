-- Grain: one cell of a lot. Key: campaign_id, cell_id. Reads: stock_cell, site.
select c.cell_id, c.site_id, s.name as site_name, c.item, c.grade, c.donor, c.earmark, c.lot_id, c.available_on, c.received,
    c.moved, c.corrected, c.to_inspect, c.on_hand, c.reserved, c.in_transit, c.delivered, c.handed_over, c.lost,
    c.returned_supplier
from stock_cell c
join site s on s.site_id = c.site_id
where c.campaign_id = :campaign_id and c.lot_id = :lot_id
order by c.grade desc, s.name, c.available_on, c.cell_id
