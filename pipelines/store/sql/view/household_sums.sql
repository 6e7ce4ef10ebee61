-- Grain: one department (null: not known) of the households, with their counts. Key: department_code. Reads: household_member, request,
-- plan_grant, plan.
with served as (
    select distinct g.household_id
    from plan_grant g
    join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
    where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
), home as (
    select m.household_id, count(*) as requests, min(r.department_code) as department_code,
        min(r.partner_id) <> max(r.partner_id) as is_shared
    from household_member m
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    where m.campaign_id = :campaign_id and r.state = 'active'
    group by m.household_id
)
select h.department_code, cast(count(*) as bigint) as households, cast(sum(h.requests) as bigint) as requests,
    cast(sum(case when h.is_shared then 1 else 0 end) as bigint) as shared, cast(count(s.household_id) as bigint) as served
from home h
left join served s on s.household_id = h.household_id
group by h.department_code
order by h.department_code
