-- Grain: one thing that happened to a granted unit, oldest first, of one structure's units or of all. Key: event_id. Reads: grant_event, plan_grant.
select e.event_id, e.plan_id, e.line_id, e.side, e.kind, e.reason, e.to_proxy, e.serial, e.happened_on, e.recorded_at, e.actor_id
from grant_event e
where e.campaign_id = :campaign_id
    and (
        cast(:partner_id as varchar) = '' or exists (
            select 1
            from plan_grant g
            where g.campaign_id = e.campaign_id and g.plan_id = e.plan_id and g.line_id = e.line_id and g.side = e.side
                and g.partner_id = :partner_id
        )
    )
order by e.event_id
