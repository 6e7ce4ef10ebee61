-- Grain: one cell with its site and its lot. Key: campaign_id, cell_id. Reads: stock_cell, site, lot.
select c.cell_id, c.site_id, s.code as site_code, s.name as site_name, s.kind as site_kind, s.commune_code,
    s.department_code, s.closed_at as site_closed_at, c.item, c.grade, c.donor, c.earmark, c.lot_id,
    l.code as lot_code, l.expires_on, c.available_on, c.received, c.moved, c.corrected, c.to_inspect, c.on_hand,
    c.reserved, c.in_transit, c.delivered, c.handed_over, c.lost, c.returned_supplier
from stock_cell c
join site s on s.site_id = c.site_id
left join lot l on l.campaign_id = c.campaign_id and l.lot_id = c.lot_id
where c.campaign_id = :campaign_id
order by s.name, c.item, c.grade, c.available_on, c.cell_id
