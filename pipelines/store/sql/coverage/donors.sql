-- Grain: one donor and item, all sites. Key: donor, item. Reads: stock_cell, movement.
select c.donor, c.item, cast(sum(c.received) as bigint) as received,
    cast(sum(c.reserved + coalesce(s.shipped, 0) + c.delivered + c.handed_over) as bigint) as granted,
    cast(sum(c.delivered + c.handed_over) as bigint) as delivered, cast(sum(c.handed_over) as bigint) as handed_over
from stock_cell c
left join (
    select cell_id, sum(
        case when category = 'shipped' and reason <> 'shipped_noted' then quantity
            when reason in ('deliver_shipped', 'call_back_shipped') then -quantity else 0 end) as shipped
    from movement
    where campaign_id = :campaign_id
    group by cell_id
) s on s.cell_id = c.cell_id
where c.campaign_id = :campaign_id and c.donor <> ''
group by c.donor, c.item
order by c.donor, c.item
