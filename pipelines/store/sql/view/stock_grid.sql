-- Grain: one site and item: what lies there, what waits, what arrives. Key: site_id, item. Reads: stock_cell, transfer, lot, site.
select u.site_id, s.name as site_name, s.code as site_code, s.kind as site_kind, s.commune_code, s.department_code,
    s.closed_at as site_closed_at, u.item,
    cast(sum(u.on_hand) as bigint) as on_hand, cast(sum(u.reserved) as bigint) as reserved, cast(sum(u.free) as bigint) as free,
    cast(sum(u.to_inspect) as bigint) as to_inspect, cast(sum(u.arriving) as bigint) as arriving,
    min(u.arriving_on) as arriving_on, cast(sum(u.in_transit) as bigint) as in_transit,
    cast(sum(u.delivered) as bigint) as delivered, cast(sum(u.handed_over) as bigint) as handed_over
from (
    select site_id, item, case when available_on <= :today then on_hand else 0 end as on_hand, reserved,
        case when available_on <= :today and grade <> 'INVENDABLE' then on_hand - reserved else 0 end as free, to_inspect,
        case when available_on > :today then on_hand else 0 end as arriving,
        case when available_on > :today and on_hand > 0 then available_on end as arriving_on, in_transit, delivered, handed_over
    from stock_cell
    where campaign_id = :campaign_id
    union all
    select t.to_site_id, c.item, 0, 0, 0, 0, t.quantity - t.received_count - t.lost_count, null, 0, 0, 0
    from transfer t
    join stock_cell c on c.campaign_id = t.campaign_id and c.cell_id = t.cell_id
    where t.campaign_id = :campaign_id
    union all
    select l.site_id, l.item, 0, 0, 0, 0, l.announced_count - coalesce(r.received, 0), l.expected_on, 0, 0, 0
    from lot l
    left join (
        select lot_id, sum(received) as received from stock_cell where campaign_id = :campaign_id group by lot_id
    ) r on r.lot_id = l.lot_id
    where l.campaign_id = :campaign_id and l.closed_at is null and l.announced_count > coalesce(r.received, 0)
) u
join site s on s.site_id = u.site_id
group by u.site_id, s.name, s.code, s.kind, s.commune_code, s.department_code, s.closed_at, u.item
having sum(u.on_hand + u.reserved + u.to_inspect + u.arriving + u.in_transit + u.delivered + u.handed_over) > 0
order by s.name, u.site_id, u.item
