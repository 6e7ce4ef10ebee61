-- Grain: one reason for which units are not with their families, by the last report on each. Key: kind, reason. Reads: grant_event, plan_grant, plan.
with last_event as (
    select e.plan_id, e.line_id, e.side, e.kind, e.reason,
        row_number() over (partition by e.plan_id, e.line_id, e.side order by e.event_id desc) as place
    from grant_event e
    where e.campaign_id = :campaign_id
)
select l.kind, l.reason, cast(count(*) as bigint) as units, cast(count(distinct g.household_id) as bigint) as households
from last_event l
join plan_grant g on g.campaign_id = :campaign_id and g.plan_id = l.plan_id and g.line_id = l.line_id and g.side = l.side
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where l.place = 1 and l.reason <> '' and p.state = 'adopted' and g.state <> 'handed_over'
group by l.kind, l.reason
order by units desc, l.kind, l.reason
