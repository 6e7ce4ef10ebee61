-- Grain: one pair of households. Key: campaign_id, household_left, household_right. Reads: the staged table arriving_question.
insert into household_question (campaign_id, household_left, household_right, reason, state, asked_at)
select :campaign_id, household_left, household_right, reason, 'open', asked_at
from arriving_question
where true
on conflict (campaign_id, household_left, household_right) do nothing
