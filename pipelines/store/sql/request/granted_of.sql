-- Grain: one request whose household holds a grant of an adopted plan and asks through no other request. Key: request_id. Reads: household_member, request, plan_grant, plan, the staged table arriving_absence.
select distinct m.request_id
from household_member m
join plan_grant g on g.campaign_id = m.campaign_id and g.household_id = m.household_id
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where m.campaign_id = :campaign_id and p.state in ('adopted', 'closed') and g.state <> 'returned'
    and m.request_id in (select request_id from arriving_absence)
    and not exists (
        select 1
        from household_member o
        join request r on r.campaign_id = o.campaign_id and r.request_id = o.request_id
        where o.campaign_id = m.campaign_id and o.household_id = m.household_id and r.state = 'active'
            and o.request_id not in (select request_id from arriving_absence)
    )
order by m.request_id
