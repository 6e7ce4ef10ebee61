-- Grain: the campaign. Key: campaign_id. Reads: request.
select cast(count(*) as bigint) as requests,
    cast(coalesce(sum(coalesce(need_laptop, 0) + coalesce(need_tablet, 0) + coalesce(need_smartphone, 0) + coalesce(need_phone, 0)), 0) as bigint) as devices,
    cast(coalesce(sum(coalesce(need_connection, 0)), 0) as bigint) as connections,
    cast(count(*) filter (where households_count is not null) as bigint) as aggregates,
    cast(coalesce(sum(households_count), 0) as bigint) as aggregate_households
from request
where campaign_id = :campaign_id and state <> 'withdrawn'
