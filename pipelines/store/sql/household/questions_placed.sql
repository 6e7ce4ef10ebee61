-- Grain: one open question to a human with the departments of its two requests, what is at stake first, then the closest to certain.
-- Key: household_left, household_right. Reads: household_question, request.
select q.household_left, q.household_right, q.reason, q.state, q.asked_at, q.request_left, q.request_right, q.weight, q.at_stake,
    l.department_code as department_left, r.department_code as department_right
from household_question q
left join request l on l.campaign_id = q.campaign_id and l.request_id = q.request_left and l.state = 'active' and l.households_count is null
left join request r on r.campaign_id = q.campaign_id and r.request_id = q.request_right and r.state = 'active' and r.households_count is null
where q.campaign_id = :campaign_id and q.state = 'open'
order by case when q.at_stake then 0 else 1 end, q.weight desc, q.household_left, q.household_right
