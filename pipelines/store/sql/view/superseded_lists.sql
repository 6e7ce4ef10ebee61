-- Grain: one list of a partner that a later one replaces: stopped or without a family, or at least half of its families came again. Key: list_id. Reads: request_list, list_row.
with family as (
    select list_id, subject_id
    from list_row
    where campaign_id = :campaign_id and change is not null
),
pair as (
    select a.list_id, b.list_id as later_id, a.state, a.breaker
    from request_list a
    join request_list b on b.campaign_id = a.campaign_id and b.partner_id = a.partner_id
    where a.campaign_id = :campaign_id and a.partner_id = :partner_id and a.state not in ('refused', 'replaced') and b.state not in ('refused', 'replaced')
        and (b.received_at > a.received_at or (b.received_at = a.received_at and b.list_id > a.list_id))
),
again as (
    select p.list_id, p.later_id, count(*) as families
    from pair p
    join family f on f.list_id = p.list_id
    join family l on l.list_id = p.later_id and l.subject_id = f.subject_id
    group by p.list_id, p.later_id
),
size as (
    select list_id, count(*) as families
    from family
    group by list_id
)
select distinct p.list_id
from pair p
left join again a on a.list_id = p.list_id and a.later_id = p.later_id
left join size s on s.list_id = p.list_id
where p.breaker is not null or (p.state = 'accepted' and 2 * coalesce(a.families, 0) >= coalesce(s.families, 0))
order by p.list_id
