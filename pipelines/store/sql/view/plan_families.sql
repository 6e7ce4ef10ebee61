-- Grain: one line of a plan with where its household stands, best rank first. Key: line_id. Reads: plan_line, plan_household, household_member.
select l.line_id, l.household_id, l.unit_no, l.kit_code, l.rank, l.is_served, l.reason, l.cutoff_rank, h.tier, h.score,
    h.department_code, m.request_id
from plan_line l
join plan_household h on h.campaign_id = l.campaign_id and h.plan_id = l.plan_id and h.household_id = l.household_id
left join (
    select household_id, min(request_id) as request_id
    from household_member
    where campaign_id = :campaign_id
    group by household_id
) m on m.household_id = l.household_id
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
    and (:which = 'all' or (:which = 'served' and l.is_served) or (:which = 'waiting' and not l.is_served))
    and l.household_id like :reference
order by l.rank, l.line_id
limit :limit_count offset :offset_count
