-- Grain: one unit granted by an adopted plan, or given up before it left (no state then). Key: plan_id, line_id, side. Reads: plan_grant, plan, grant_event, plan_withdrawal.
select g.line_id, g.household_id, g.plan_id, g.cell_id, g.state, e.line_id is not null as is_shipped,
    g.transfer_id is not null as is_moved
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
left join (
    select distinct campaign_id, plan_id, line_id, side from grant_event where campaign_id = :campaign_id and kind = 'shipped'
) e on e.campaign_id = g.campaign_id and e.plan_id = g.plan_id and e.line_id = g.line_id and e.side = g.side
where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state <> 'returned'
union all
select line_id, household_id, plan_id, cell_id, null as state, false as is_shipped, false as is_moved
from plan_withdrawal
where campaign_id = :campaign_id
