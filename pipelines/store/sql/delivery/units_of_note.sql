-- Grain: one unit of one delivery note, by rank. Key: line_id, side. Reads: plan_grant, plan_line, pick_up_slot.
select g.plan_id, g.line_id, g.side, g.household_id, g.partner_id, g.item, g.mode, g.state,
    (
        select max(t.slot_on)
        from pick_up_slot t
        where t.campaign_id = g.campaign_id and t.plan_id = g.plan_id and t.site_id = :site_id and t.household_id = g.household_id
    ) as slot_on
from plan_grant g
join plan_line l on l.campaign_id = g.campaign_id and l.plan_id = g.plan_id and l.line_id = g.line_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id and g.partner_id = :partner_id and coalesce(g.via_site_id, g.site_id) = :site_id
order by l.rank, g.line_id, g.side
