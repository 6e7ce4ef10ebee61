-- Grain: the campaign; a family announced without a name stops counting once its structure names one more. Key: campaign_id. Reads: request, household_member.
with stated as (
    select partner_id, count(*) as requests, sum(households_count) as households,
        sum(coalesce(need_laptop, 0) + coalesce(need_tablet, 0) + coalesce(need_smartphone, 0) + coalesce(need_phone, 0)) as devices,
        sum(coalesce(need_connection, 0)) as connections
    from request
    where campaign_id = :campaign_id and state <> 'withdrawn' and households_count is not null
    group by partner_id
),
named as (
    select r.partner_id, count(*) as requests, count(distinct coalesce(m.household_id, r.request_id)) as households,
        sum(coalesce(need_laptop, 0) + coalesce(need_tablet, 0) + coalesce(need_smartphone, 0) + coalesce(need_phone, 0)) as devices,
        sum(coalesce(need_connection, 0)) as connections
    from request r
    left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
    where r.campaign_id = :campaign_id and r.state <> 'withdrawn' and r.households_count is null
    group by r.partner_id
),
partner as (
    select coalesce(n.requests, 0) + coalesce(s.requests, 0) as requests, coalesce(s.requests, 0) as aggregates,
        greatest(coalesce(s.households, 0) - coalesce(n.households, 0), 0) as anonymous,
        greatest(coalesce(s.devices, 0), coalesce(n.devices, 0)) as devices,
        greatest(coalesce(s.connections, 0), coalesce(n.connections, 0)) as connections
    from stated s
    full join named n on n.partner_id = s.partner_id
)
select cast(coalesce(sum(requests), 0) as bigint) as requests, cast(coalesce(sum(devices), 0) as bigint) as devices,
    cast(coalesce(sum(connections), 0) as bigint) as connections, cast(coalesce(sum(aggregates), 0) as bigint) as aggregates,
    cast(coalesce(sum(anonymous), 0) as bigint) as aggregate_households
from partner
