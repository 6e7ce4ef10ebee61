-- Grain: one row: how many units that a plan would reserve are no longer free in their cells. Key: none. Reads: plan_grant, stock_cell.
select cast(coalesce(sum(wanted.quantity - (c.on_hand - c.reserved)), 0) as bigint) as found
from (
    select cell_id, cast(count(*) as bigint) as quantity
    from plan_grant
    where campaign_id = :campaign_id and plan_id = :plan_id and state in ('granted', 'released') and transfer_id is null
    group by cell_id
) wanted
join stock_cell c on c.campaign_id = :campaign_id and c.cell_id = wanted.cell_id
where wanted.quantity > c.on_hand - c.reserved
