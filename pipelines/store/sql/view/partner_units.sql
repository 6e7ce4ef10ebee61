-- Grain: a partner's campaign: kits on their way or arrived, families served since a moment and in all. Key: partner_id. Reads: plan_grant, plan.
select cast(count(distinct case when g.state in ('released', 'delivered') then g.line_id end) as bigint) as kits_to_confirm,
    cast(count(distinct case when g.state = 'handed_over' and g.handed_over_at >= :since then g.household_id end) as bigint)
        as families_served_lately,
    cast(count(distinct case when g.state = 'handed_over' then g.household_id end) as bigint) as families_served
from plan_grant g
join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
where g.campaign_id = :campaign_id and g.partner_id = :partner_id and p.state = 'adopted'
