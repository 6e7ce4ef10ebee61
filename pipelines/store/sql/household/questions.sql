-- Grain: one open question to a human, what is at stake first, then the closest to certain. Key: household_left, household_right. Reads: household_question.
select household_left, household_right, reason, state, asked_at, request_left, request_right, weight, at_stake
from household_question
where campaign_id = :campaign_id and state = 'open'
order by case when at_stake then 0 else 1 end, weight desc, household_left, household_right
