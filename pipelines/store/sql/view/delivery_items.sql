-- Grain: one item under a plan, with how far its units went. Key: item. Reads: plan_grant, stock_cell.
select g.item, cast(count(*) filter (where g.state <> 'returned') as bigint) as granted,
    cast(count(*) filter (where g.state <> 'granted' and g.state <> 'returned') as bigint) as released,
    cast(count(*) filter (where g.state in ('delivered', 'handed_over')) as bigint) as delivered,
    cast(count(*) filter (where g.state = 'handed_over') as bigint) as handed_over,
    cast(count(*) filter (where g.state = 'returned') as bigint) as returned,
    cast(count(*) filter (where g.state = 'granted' and c.available_on <= :today) as bigint) as ready,
    min(c.available_on) filter (where g.state = 'granted' and c.available_on > :today) as next_on
from plan_grant g
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
where g.campaign_id = :campaign_id and g.plan_id = :plan_id
group by g.item
order by g.item
