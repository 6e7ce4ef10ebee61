-- Grain: one department where units of a lot were handed over, renewals left out. Key: department_code. Reads: plan_grant, plan, stock_cell, plan_household.
select h.department_code, cast(count(distinct g.household_id) as bigint) as households, cast(count(*) as bigint) as units
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
join stock_cell c on c.campaign_id = g.campaign_id and c.cell_id = g.cell_id
join plan_household h on h.campaign_id = g.campaign_id and h.plan_id = g.plan_id and h.household_id = g.household_id
where g.campaign_id = :campaign_id and c.lot_id = :lot_id and p.state in ('adopted', 'closed') and g.state = 'handed_over'
group by h.department_code
order by h.department_code
