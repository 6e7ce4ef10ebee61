-- Grain: one recharge that a family was handed, with its last renewal. Key: plan_id, line_id. Reads: plan_grant, plan, plan_line, plan_household, renewal, household_member, request.
select g.plan_id, g.line_id, g.household_id, g.partner_id, g.item, g.handed_over_at, l.rank, h.tier,
    (select max(r.number) from renewal r where r.campaign_id = g.campaign_id and r.plan_id = g.plan_id and r.line_id = g.line_id)
        as last_number,
    (select max(r.settled_at) from renewal r where r.campaign_id = g.campaign_id and r.plan_id = g.plan_id
        and r.line_id = g.line_id and r.state = 'credited') as last_credited_at,
    (select count(*) from renewal r where r.campaign_id = g.campaign_id and r.plan_id = g.plan_id
        and r.line_id = g.line_id and r.state = 'granted') as open_count
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join plan_line l on l.campaign_id = g.campaign_id and l.plan_id = g.plan_id and l.line_id = g.line_id
join plan_household h on h.campaign_id = g.campaign_id and h.plan_id = g.plan_id and h.household_id = g.household_id
where g.campaign_id = :campaign_id and g.side = 'data' and g.state = 'handed_over' and p.state in ('adopted', 'closed')
    and exists (
        select 1 from household_member m
        join request q on q.campaign_id = m.campaign_id and q.request_id = m.request_id
        where m.campaign_id = g.campaign_id and m.household_id = g.household_id and q.state = 'active'
    )
order by g.plan_id, g.line_id
