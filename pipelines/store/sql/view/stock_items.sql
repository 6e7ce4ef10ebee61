-- Grain: one item over all sites. Key: item. Reads: stock_cell, lot.
select u.item, cast(sum(u.received) as bigint) as received, cast(sum(u.free) as bigint) as free,
    cast(sum(u.reserved) as bigint) as reserved, cast(sum(u.to_inspect) as bigint) as to_inspect,
    cast(sum(u.arriving) as bigint) as arriving, cast(sum(u.in_transit) as bigint) as in_transit,
    cast(sum(u.delivered) as bigint) as delivered, cast(sum(u.handed_over) as bigint) as handed_over,
    cast(sum(u.lost) as bigint) as lost, cast(sum(u.corrected) as bigint) as corrected,
    cast(sum(u.returned_supplier) as bigint) as returned_supplier, cast(sum(u.on_hand) as bigint) as on_hand
from (
    select item, received, reserved, to_inspect, in_transit, delivered, handed_over, lost, corrected, returned_supplier,
        on_hand, case when available_on <= :today and grade <> 'INVENDABLE' then on_hand - reserved else 0 end as free,
        case when available_on > :today then on_hand - reserved else 0 end as arriving
    from stock_cell
    where campaign_id = :campaign_id
    union all
    select l.item, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, l.announced_count - coalesce(r.received, 0)
    from lot l
    left join (
        select lot_id, sum(received) as received from stock_cell where campaign_id = :campaign_id group by lot_id
    ) r on r.lot_id = l.lot_id
    where l.campaign_id = :campaign_id and l.closed_at is null and l.announced_count > coalesce(r.received, 0)
) u
group by u.item
order by u.item
