-- Grain: one unit granted to a household. Key: line_id, side. Reads: plan_grant, site.
select g.line_id, g.side, g.item, g.site_id, s.name as site_name, g.via_site_id, v.name as via_site_name, g.km, g.mode, g.state
from plan_grant g
join site s on s.site_id = g.site_id
left join site v on v.site_id = g.via_site_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and g.household_id = :household_id
order by g.line_id, g.side
