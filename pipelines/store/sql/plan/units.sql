-- Grain: one unit granted by a plan, scenario or not. Key: line_id, side. Reads: plan_grant, site.
select g.line_id, g.side, g.household_id, g.cell_id, g.item, s.name as site_name
from plan_grant g
join site s on s.site_id = g.site_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
order by g.line_id, g.side
