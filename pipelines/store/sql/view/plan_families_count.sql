-- Grain: one count of the lines of a plan that a search leaves. Key: none. Reads: plan_line.
select cast(count(*) as bigint) as lines
from plan_line l
where l.campaign_id = :campaign_id and l.plan_id = :plan_id
    and (:which = 'all' or (:which = 'served' and l.is_served) or (:which = 'waiting' and not l.is_served))
    and l.household_id like :reference
