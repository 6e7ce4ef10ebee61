-- Grain: one question to a human. Key: campaign_id, household_left, household_right. Reads: household_question.
update household_question set state = 'closed' where campaign_id = :campaign_id and state = 'open'
