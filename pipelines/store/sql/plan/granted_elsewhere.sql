-- Grain: one line that another plan in force granted to a household, and that it keeps or gave up before it left. Key: plan_id, line_id. Reads: plan_grant, plan_withdrawal, plan.
select s.plan_id, s.line_id
from (
    select plan_id, line_id from plan_grant
    where campaign_id = :campaign_id and household_id = :household_id and state <> 'returned'
    union
    select plan_id, line_id from plan_withdrawal
    where campaign_id = :campaign_id and household_id = :household_id
) s
join plan p on p.campaign_id = :campaign_id and p.plan_id = s.plan_id
where s.plan_id <> :plan_id and p.state in ('adopted', 'closed')
order by s.plan_id, s.line_id
