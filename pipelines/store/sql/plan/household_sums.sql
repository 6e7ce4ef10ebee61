-- Grain: one household that asks under a plan, with what it was granted. Key: household_id. Reads: plan_line, plan_household, partner.
select h.household_id, h.tier, h.rank, h.department_code, p.kind as partner_kind, cast(count(*) as bigint) as asked,
    cast(count(*) filter (where l.is_served) as bigint) as served
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
join partner p on p.partner_id = h.partner_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
group by h.household_id, h.tier, h.rank, h.department_code, p.kind
order by h.rank, h.household_id
