-- Grain: one request not erased, and when its family was last heard of. Key: request_id. Reads: request, household_member, list_row, request_list, plan_grant.
with heard as (
    select r.request_id, coalesce(m.household_id, r.request_id) as family_id, m.household_id,
        greatest(r.received_at, coalesce(s.sent_at, r.received_at), coalesce(g.given_at, r.received_at)) as heard_at
    from request r
    left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
    left join (
        select w.subject_id, max(l.received_at) as sent_at
        from list_row w
        join request_list l on l.campaign_id = w.campaign_id and l.list_id = w.list_id
        where w.campaign_id = :campaign_id and w.kind = 'data'
        group by w.subject_id
    ) s on s.subject_id = r.request_id
    left join (
        select p.household_id, max(coalesce(p.returned_at, p.handed_over_at, p.delivered_at)) as given_at
        from plan_grant p
        where p.campaign_id = :campaign_id
        group by p.household_id
    ) g on g.household_id = m.household_id
    where r.campaign_id = :campaign_id and r.state <> 'erased'
)
select request_id, household_id, max(heard_at) over (partition by family_id) as heard_at
from heard
order by request_id
