-- Grain: one item. Key: item. Reads: plan_grant.
select item, cast(count(*) as bigint) as granted, cast(coalesce(avg(km), 0) as double precision) as mean_km
from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id
group by item
order by item
