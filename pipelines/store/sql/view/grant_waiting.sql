-- Grain: one state of the grants of adopted plans. Key: state. Reads: plan_grant, plan.
select g.state, cast(count(*) as bigint) as units, cast(count(distinct g.household_id) as bigint) as households
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
group by g.state
order by g.state
