-- Grain: one row: how many households a plan serves whose family objected, was erased, or no longer asks for anything. Key: none. Reads: plan_grant, household_member, request.
select count(*) as found
from (
    select g.household_id
    from (select distinct household_id from plan_grant where campaign_id = :campaign_id and plan_id = :plan_id) g
    join household_member m on m.campaign_id = :campaign_id and m.household_id = g.household_id
    join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
    group by g.household_id
    having sum(case when r.state in ('objected', 'erased') then 1 else 0 end) > 0
        or sum(case when r.state = 'active' then 1 else 0 end) = 0
) gone
