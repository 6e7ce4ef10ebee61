-- Grain: one line that a plan did not serve. Key: line_id. Reads: plan_line.
select line_id, household_id, reason from plan_line
where campaign_id = :campaign_id and plan_id = :plan_id and not is_served
order by line_id
