-- Grain: one request staged of which it may be said that another structure knows its family (`linkage/told` says why). Key: campaign_id, request_id. Reads: pair_evidence, request, the staged table among_request.
insert into known_request (campaign_id, request_id)
with near as (
    select campaign_id, left_id, right_id,
        weight >= :auto and not custody
        and (guardian_level >= 17 or child_level >= 17 or (
            (phone_level = 3 or email_level = 4) and (
                guardian_level in (5, 6, 7, 9, 10, 11, 13, 14, 15) or child_level in (5, 6, 7, 9, 10, 11, 13, 14, 15)
            )
        )) as is_proven
    from pair_evidence
    where campaign_id = :campaign_id and (weight >= :auto or phone_level = 3 or email_level = 4) and (
        left_id in (select request_id from among_request) or right_id in (select request_id from among_request)
    )
),
asked as (
    select n.campaign_id, n.left_id, n.right_id, n.is_proven, l.partner_id <> r.partner_id as is_elsewhere, l.version as left_version,
        r.version as right_version
    from near n
    join request l on l.campaign_id = n.campaign_id and l.request_id = n.left_id and l.state = 'active'
    join request r on r.campaign_id = n.campaign_id and r.request_id = n.right_id and r.state = 'active'
),
ends as (
    select campaign_id, left_id as request_id, left_version as version, is_proven, is_elsewhere from asked
    union all
    select campaign_id, right_id, right_version, is_proven, is_elsewhere from asked
)
select e.campaign_id, e.request_id
from ends e
join among_request s on s.request_id = e.request_id
group by e.campaign_id, e.request_id
having max(case when e.is_elsewhere and e.is_proven then 1 else 0 end) = 1
    and sum(case when e.is_elsewhere then 0 else 1 end) <= :most
    and max(e.version) <= :versions
