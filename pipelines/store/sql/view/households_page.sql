-- Grain: one household with its facts and state, those asked for by most requests first. Key: household_id. Reads: household_member,
-- request, plan_grant, plan.
with granted as (
    select g.household_id, cast(count(*) as bigint) as units
    from plan_grant g
    join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
    group by g.household_id
), home as (
    select m.household_id, cast(count(*) as bigint) as requests, cast(count(distinct r.partner_id) as bigint) as partners,
        min(r.commune_code) as commune_code, min(r.department_code) as department_code,
        max(r.students_count) as students_count, min(r.housing_kind) as housing_kind
    from household_member m
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    where m.campaign_id = :campaign_id and r.state = 'active' and m.household_id like :reference
    group by m.household_id
)
select h.household_id, h.requests, h.partners, h.commune_code, h.department_code, h.students_count, h.housing_kind,
    coalesce(g.units, 0) as granted, cast(count(*) over () as bigint) as total
from home h
left join granted g on g.household_id = h.household_id
where (:department_code = '' or h.department_code = :department_code)
    and (:communes = '' or position(concat('|', h.commune_code, '|') in :communes) > 0)
    and (:situation = '' or (:situation = 'servis' and g.units is not null) or (:situation = 'attente' and g.units is null)
        or (:situation = 'partages' and h.partners > 1))
order by case :sort when 'requests' then h.requests when 'partners' then h.partners when 'students_count' then h.students_count
    when 'granted' then coalesce(g.units, 0) end * :direction, h.requests desc, h.household_id
limit :limit_count offset :offset_count
