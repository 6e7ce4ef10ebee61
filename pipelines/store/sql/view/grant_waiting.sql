-- Grain: what still waits among the grants of adopted plans: release (its stock is there) or hand_over. Key: step. Reads: plan_grant, plan, stock_cell.
select case when g.state = 'granted' then 'release' else 'hand_over' end as step, cast(count(*) as bigint) as units,
    cast(count(distinct g.household_id) as bigint) as households
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
where g.campaign_id = :campaign_id and p.state = 'adopted'
    and (g.state in ('released', 'delivered') or (g.state = 'granted' and c.available_on <= :today))
group by case when g.state = 'granted' then 'release' else 'hand_over' end
order by step
