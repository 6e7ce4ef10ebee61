-- Grain: one household with its facts and state. Key: household_id. Reads: household_member, request, partner, plan_grant, plan.
select m.household_id, min(r.request_id) as request_id, cast(count(*) as bigint) as requests,
    cast(count(distinct r.partner_id) as bigint) as partners, min(r.received_at) as received_at,
    min(r.commune_code) as commune_code, min(r.department_code) as department_code,
    max(r.children_count) as children_count, max(r.students_count) as students_count, min(r.housing_kind) as housing_kind,
    min(r.device_situation) as device_situation, min(r.connection_situation) as connection_situation,
    coalesce(max(g.granted), 0) as granted
from household_member m
join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
left join (
    select pg.campaign_id, pg.household_id, cast(count(*) as bigint) as granted
    from plan_grant pg
    join plan p on p.campaign_id = pg.campaign_id and p.plan_id = pg.plan_id
    where pg.campaign_id = :campaign_id and p.state = 'adopted' and pg.state <> 'returned'
    group by pg.campaign_id, pg.household_id
) g on g.campaign_id = m.campaign_id and g.household_id = m.household_id
where m.campaign_id = :campaign_id and r.state = 'active'
group by m.household_id
order by requests desc, m.household_id
