-- Grain: one site over all campaigns: units there, on the way to or from it, and lots still announced for it. Key: none. Reads: stock_cell, transfer, lot.
select
    (select cast(coalesce(sum(on_hand + to_inspect + in_transit), 0) as bigint) from stock_cell where site_id = :site_id) as units,
    (select cast(coalesce(sum(quantity - received_count - lost_count), 0) as bigint) from transfer where to_site_id = :site_id)
        as coming,
    (select cast(count(*) as bigint) from lot l
        left join (
            select campaign_id, lot_id, sum(received) as received from stock_cell group by campaign_id, lot_id
        ) c on c.campaign_id = l.campaign_id and c.lot_id = l.lot_id
        where l.site_id = :site_id and l.closed_at is null and l.announced_count > coalesce(c.received, 0)) as lots
