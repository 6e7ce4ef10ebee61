-- Grain: one request of a partner and how far it went; other structures show only as yes or no. Key: request_id. Reads: request, household_member, known_request, plan_grant, plan.
with own_grant as (
    select g.household_id, string_agg(g.item || ':' || g.state, ',' order by g.item, g.state) as grants,
        max(coalesce(g.returned_at, g.handed_over_at, g.delivered_at, g.released_at, p.adopted_at)) as moved_at
    from plan_grant g
    join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and g.partner_id = :partner_id and p.state = 'adopted'
    group by g.household_id
),
other_grant as (
    select distinct g.household_id
    from plan_grant g
    join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and g.partner_id <> :partner_id and p.state = 'adopted' and g.state <> 'returned'
),
other_request as (
    select distinct m.household_id
    from household_member m
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    where m.campaign_id = :campaign_id and r.partner_id <> :partner_id and r.state = 'active'
)
select r.request_id, r.list_id, r.row_no, r.received_at, r.households_count, r.need_laptop, r.need_tablet, r.need_smartphone,
    r.need_phone, r.need_connection, m.household_id is not null as is_recognised, o.grants, o.moved_at,
    e.household_id is not null as served_elsewhere,
    n.request_id is not null and (m.household_id is null or k.household_id is not null) as known_elsewhere
from request r
left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
left join own_grant o on o.household_id = m.household_id
left join other_grant e on e.household_id = m.household_id
left join other_request k on k.household_id = m.household_id
left join known_request n on n.campaign_id = r.campaign_id and n.request_id = r.request_id
where r.campaign_id = :campaign_id and r.partner_id = :partner_id and r.state = 'active'
order by r.received_at desc, r.list_id, r.row_no, r.request_id
