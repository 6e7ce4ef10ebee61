-- Grain: one question to a human. Key: campaign_id, household_left, household_right. Reads: household_question.
select household_left, household_right, reason, state, asked_at
from household_question
where campaign_id = :campaign_id and state = 'open'
order by asked_at, household_left, household_right
