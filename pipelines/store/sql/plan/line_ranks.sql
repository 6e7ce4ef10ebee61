-- Grain: one line of a plan with where its household stands. Key: line_id. Reads: plan_line, plan_household.
select l.line_id, l.household_id, l.rank, l.unit_no, h.tier, h.score
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
order by l.rank
