-- Grain: one item over all sites. Key: item. Reads: stock_cell.
select item, cast(sum(received) as bigint) as received,
    cast(coalesce(sum(on_hand - reserved) filter (where available_on <= :today), 0) as bigint) as free,
    cast(sum(reserved) as bigint) as reserved,
    cast(coalesce(sum(on_hand - reserved) filter (where available_on > :today), 0) as bigint) as arriving,
    cast(sum(delivered) as bigint) as delivered, cast(sum(handed_over) as bigint) as handed_over
from stock_cell
where campaign_id = :campaign_id
group by item
order by item
