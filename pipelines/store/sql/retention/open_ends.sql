-- Grain: the campaign, with what still waits in it. Key: campaign_id. Reads: request_list, household_question, plan_grant, plan.
select (
        select cast(count(*) as bigint) from request_list l where l.campaign_id = :campaign_id and l.state = 'in_review'
    ) as lists_waiting,
    (
        select cast(count(*) as bigint) from household_question q where q.campaign_id = :campaign_id and q.state = 'open'
    ) as questions_open,
    (
        select cast(count(*) as bigint)
        from plan_grant g
        join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
        where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state in ('granted', 'released')
    ) as units_waiting,
    (
        select cast(count(*) as bigint)
        from plan_grant g
        join plan p on p.campaign_id = g.campaign_id and p.plan_id = g.plan_id
        where g.campaign_id = :campaign_id and p.state = 'adopted' and g.state = 'delivered'
    ) as units_at_structures
