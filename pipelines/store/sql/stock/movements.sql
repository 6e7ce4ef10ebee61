-- Grain: one movement, newest first. Key: campaign_id, movement_id. Reads: movement, stock_cell, site.
select m.movement_id, m.cell_id, s.name as site_name, c.item, c.grade, m.category, m.quantity, m.reason, m.plan_id,
    m.line_id, m.happened_at, m.actor_id
from movement m
join stock_cell c on c.campaign_id = m.campaign_id and c.cell_id = m.cell_id
join site s on s.site_id = c.site_id
where m.campaign_id = :campaign_id
order by m.movement_id desc
limit :limit_count
