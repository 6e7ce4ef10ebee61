-- Grain: one request of a partner with what became of it. Key: request_id. Reads: request, household_member, plan_grant, plan.
select r.request_id, r.list_id, r.row_no, r.received_at, r.state, r.commune_code, r.department_code, r.need_laptop,
    r.need_tablet, r.need_smartphone, r.need_phone, r.need_connection, r.households_count, m.household_id,
    (
        select count(*) from household_member o
        where o.campaign_id = m.campaign_id and o.household_id = m.household_id
    ) as household_requests,
    (
        select string_agg(g.item || ':' || g.state, ',' order by g.item, g.state)
        from plan_grant g
        join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
        where g.campaign_id = r.campaign_id and g.household_id = m.household_id and p.state = 'adopted'
    ) as grants
from request r
left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
where r.campaign_id = :campaign_id and r.partner_id = :partner_id
order by r.received_at desc, r.row_no, r.request_id
