-- Grain: one day, category, reason and site of a lot, oldest first. Key: happened_on, category, reason, site_id. Reads: movement, stock_cell, site.
select cast(m.happened_at as date) as happened_on, m.category, m.reason, c.site_id, s.name as site_name, c.grade,
    cast(sum(m.quantity) as bigint) as units
from movement m
join stock_cell c on c.campaign_id = m.campaign_id and c.cell_id = m.cell_id
join site s on s.site_id = c.site_id
where m.campaign_id = :campaign_id and c.lot_id = :lot_id
group by cast(m.happened_at as date), m.category, m.reason, c.site_id, s.name, c.grade
order by happened_on, case m.category when 'received' then 0 when 'inspected' then 1 else 2 end, m.category, m.reason, s.name, c.grade
