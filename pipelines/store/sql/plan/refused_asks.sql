-- Grain: one line that a plan did not serve, with what it asks, from where and through whom; without those that were served or given up
-- since, and those of families that no longer ask. Key: line_id. Reads: plan_line, plan_household, partner, plan_grant, plan, plan_withdrawal,
-- household_member, request.
select l.line_id, l.household_id, l.reason, l.kit_code, h.zone_code, p.kind as partner_kind
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
left join partner p on p.partner_id = h.partner_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id and not l.is_served and not exists (
    select 1 from plan_grant g
    join plan a on a.campaign_id = g.campaign_id and a.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and g.line_id = l.line_id and a.state = 'adopted' and g.state <> 'returned'
) and not exists (
    select 1 from plan_withdrawal w where w.campaign_id = :campaign_id and w.line_id = l.line_id
) and exists (
    select 1 from household_member m
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    where m.campaign_id = :campaign_id and m.household_id = l.household_id and r.state = 'active'
)
