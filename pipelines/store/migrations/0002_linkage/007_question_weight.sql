-- Grain: one pair of households that a human must decide on. Key: campaign_id, household_left, household_right. Reads: nothing.
alter table household_question add column weight double precision
