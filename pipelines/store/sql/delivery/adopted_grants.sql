-- Grain: one unit granted by an adopted plan. Key: plan_id, line_id, side. Reads: plan_grant, plan, partner.
select g.plan_id, g.line_id, g.side, g.household_id, g.partner_id, r.department_code as partner_department_code, g.cell_id,
    g.item, g.mode, g.state, g.released_at
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join partner r on r.partner_id = g.partner_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
order by g.plan_id, g.line_id, g.side
