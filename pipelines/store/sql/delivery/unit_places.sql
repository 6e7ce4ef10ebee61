-- Grain: one unit of the plans in force, with the note that it is on. Key: plan_id, line_id, side. Reads: plan_grant, plan.
select g.plan_id, g.line_id, g.side, g.partner_id, coalesce(g.via_site_id, g.site_id) as site_id
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted' and (cast(:partner_id as varchar) = '' or g.partner_id = :partner_id)
order by g.plan_id, g.line_id, g.side
