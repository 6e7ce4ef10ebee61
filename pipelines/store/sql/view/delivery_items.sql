-- Grain: one item under a plan, with how far its units went. Key: item. Reads: plan_grant.
select item, cast(count(*) filter (where state <> 'returned') as bigint) as granted,
    cast(count(*) filter (where state <> 'granted' and state <> 'returned') as bigint) as released,
    cast(count(*) filter (where state in ('delivered', 'handed_over')) as bigint) as delivered,
    cast(count(*) filter (where state = 'handed_over') as bigint) as handed_over,
    cast(count(*) filter (where state = 'returned') as bigint) as returned
from plan_grant
where campaign_id = :campaign_id and plan_id = :plan_id
group by item
order by item
