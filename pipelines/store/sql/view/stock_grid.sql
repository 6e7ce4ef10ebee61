-- Grain: one site and item. Key: site_id, item. Reads: stock_cell, site.
select c.site_id, s.name as site_name, s.kind as site_kind, s.commune_code, s.department_code, c.item,
    cast(coalesce(sum(c.on_hand) filter (where c.available_on <= :today), 0) as bigint) as on_hand,
    cast(sum(c.reserved) as bigint) as reserved,
    cast(coalesce(sum(c.on_hand - c.reserved) filter (where c.available_on <= :today), 0) as bigint) as free,
    cast(coalesce(sum(c.on_hand) filter (where c.available_on > :today), 0) as bigint) as arriving,
    min(c.available_on) filter (where c.available_on > :today and c.on_hand > 0) as arriving_on,
    cast(sum(c.delivered) as bigint) as delivered, cast(sum(c.handed_over) as bigint) as handed_over
from stock_cell c
join site s on s.site_id = c.site_id
where c.campaign_id = :campaign_id
group by c.site_id, s.name, s.kind, s.commune_code, s.department_code, c.item
order by s.name, c.site_id, c.item
