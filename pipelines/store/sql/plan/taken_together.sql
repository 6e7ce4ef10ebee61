-- Grain: one row: what two plans count between them, and the lines that both serve. Key: none. Reads: plan_line, plan_household.
select
    (
        select cast(count(distinct line_id) as bigint)
        from plan_line
        where campaign_id = :campaign_id and plan_id in (:first_id, :second_id)
    ) as asked,
    (
        select cast(count(distinct household_id) as bigint)
        from plan_household
        where campaign_id = :campaign_id and plan_id in (:first_id, :second_id) and is_eligible
    ) as eligible,
    (
        select cast(count(*) as bigint)
        from plan_line here
        join plan_line there on there.campaign_id = here.campaign_id and there.line_id = here.line_id
        where here.campaign_id = :campaign_id and here.plan_id = :first_id and here.is_served
            and there.plan_id = :second_id and there.is_served
    ) as served_twice
