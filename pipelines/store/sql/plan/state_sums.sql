-- Grain: one state of the units that a plan grants. Key: state. Reads: plan_grant.
select state, cast(count(*) as bigint) as units, cast(coalesce(sum(km), 0) as double precision) as km
from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id
group by state
order by state
