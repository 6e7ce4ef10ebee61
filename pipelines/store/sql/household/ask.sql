-- Grain: one pair of households. Key: campaign_id, household_left, household_right. Reads: the staged table arriving_question.
insert into household_question (
    campaign_id, household_left, household_right, reason, state, asked_at, request_left, request_right, weight, at_stake
)
select :campaign_id, household_left, household_right, reason, 'open', asked_at, request_left, request_right, weight, at_stake
from arriving_question
where true
on conflict (campaign_id, household_left, household_right) do update
set reason = excluded.reason, state = 'open', request_left = excluded.request_left, request_right = excluded.request_right,
    weight = excluded.weight, at_stake = excluded.at_stake
