-- Grain: one cell with its site. Key: campaign_id, cell_id. Reads: stock_cell, site.
select c.cell_id, c.site_id, s.code as site_code, s.name as site_name, s.kind as site_kind, s.commune_code,
    s.department_code, c.item, c.grade, c.donor, c.earmark, c.available_on, c.received, c.on_hand, c.reserved,
    c.delivered, c.handed_over, c.lost
from stock_cell c
join site s on s.site_id = c.site_id
where c.campaign_id = :campaign_id
order by s.name, c.item, c.grade, c.available_on, c.cell_id
