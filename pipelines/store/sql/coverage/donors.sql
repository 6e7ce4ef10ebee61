-- Grain: one donor and item, all sites. Key: donor, item. Reads: stock_cell.
select donor, item, cast(sum(received) as bigint) as received,
    cast(sum(reserved + delivered + handed_over) as bigint) as granted,
    cast(sum(delivered + handed_over) as bigint) as delivered, cast(sum(handed_over) as bigint) as handed_over
from stock_cell
where campaign_id = :campaign_id and donor <> ''
group by donor, item
order by donor, item
