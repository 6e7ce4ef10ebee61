-- Grain: one list with how good it was when first read and how soon its held rows got in; refused lists and requests without names left out. Key: list_id. Reads: first_reading, held_row, request_list, partner, request, list_row.
with got_in as (
    select h.list_id, h.row_no, min(later.received_at) as got_in_at
    from held_row h
    join request_list held on held.campaign_id = h.campaign_id and held.list_id = h.list_id
    join request r on r.campaign_id = h.campaign_id and r.partner_id = held.partner_id and r.match_token = h.match_token
    join list_row n on n.campaign_id = r.campaign_id and n.subject_id = r.request_id and n.change is not null
        and (n.list_id <> h.list_id or n.row_no = h.row_no)
    join request_list later on later.campaign_id = n.campaign_id and later.list_id = n.list_id
        and later.received_at >= held.received_at
    where h.campaign_id = :campaign_id
    group by h.list_id, h.row_no
),
held as (
    select h.list_id, count(*) as held_count, count(g.got_in_at) as mended_count,
        coalesce(sum(cast(g.got_in_at as date) - cast(l.received_at as date)), 0) as mended_days
    from held_row h
    join request_list l on l.campaign_id = h.campaign_id and l.list_id = h.list_id
    left join got_in g on g.list_id = h.list_id and g.row_no = h.row_no
    where h.campaign_id = :campaign_id
    group by h.list_id
)
select l.list_id, l.partner_id, p.code as partner_code, p.name as partner_name, p.kind as partner_kind, p.department_code,
    l.received_at, f.row_count, f.accepted_count, f.duplicate_count, f.phone_count, f.address_count,
    cast(coalesce(h.held_count, 0) as bigint) as held_count, cast(coalesce(h.mended_count, 0) as bigint) as mended_count,
    cast(coalesce(h.mended_days, 0) as bigint) as mended_days
from first_reading f
join request_list l on l.campaign_id = f.campaign_id and l.list_id = f.list_id
join partner p on p.partner_id = l.partner_id
left join held h on h.list_id = f.list_id
where f.campaign_id = :campaign_id and l.state <> 'refused' and (l.partner_id = :partner_id or :partner_id = '')
    and f.row_count > 0 and not l.is_aggregate
order by l.received_at, l.list_id
