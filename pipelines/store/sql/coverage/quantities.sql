-- Grain: one item and state. Key: item, state. Reads: plan_grant, plan.
select g.item, g.state, cast(count(*) as bigint) as units
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
group by g.item, g.state
order by g.item, g.state
