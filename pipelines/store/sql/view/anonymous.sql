-- Grain: one partner that announced families without naming them. Key: partner_id. Reads: request, household_member, partner.
with stated as (
    select partner_id, sum(households_count) as households, min(received_at) as since,
        sum(coalesce(need_laptop, 0) + coalesce(need_tablet, 0) + coalesce(need_smartphone, 0) + coalesce(need_phone, 0)) as devices,
        sum(coalesce(need_connection, 0)) as connections
    from request
    where campaign_id = :campaign_id and state <> 'withdrawn' and households_count is not null
    group by partner_id
),
named as (
    select r.partner_id, count(distinct coalesce(m.household_id, r.request_id)) as households,
        sum(coalesce(need_laptop, 0) + coalesce(need_tablet, 0) + coalesce(need_smartphone, 0) + coalesce(need_phone, 0)) as devices,
        sum(coalesce(need_connection, 0)) as connections
    from request r
    left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
    where r.campaign_id = :campaign_id and r.state <> 'withdrawn' and r.households_count is null
    group by r.partner_id
)
select p.partner_id, p.code as partner_code, p.name as partner_name, p.department_code, s.since,
    cast(s.households as bigint) as announced,
    cast(least(coalesce(n.households, 0), s.households) as bigint) as named,
    cast(greatest(s.households - coalesce(n.households, 0), 0) as bigint) as anonymous,
    cast(greatest(s.devices - coalesce(n.devices, 0), 0) as bigint) as devices,
    cast(greatest(s.connections - coalesce(n.connections, 0), 0) as bigint) as connections
from stated s
join partner p on p.partner_id = s.partner_id
left join named n on n.partner_id = s.partner_id
order by p.name, p.partner_id
