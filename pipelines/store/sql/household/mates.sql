-- Grain: one request of a household to which a request staged belongs. Key: request_id. Reads: household_member, the staged table among_request.
select m.request_id, m.household_id
from household_member m
where m.campaign_id = :campaign_id and m.household_id in (
    select o.household_id from household_member o
    join among_request a on a.request_id = o.request_id
    where o.campaign_id = :campaign_id
)
order by m.request_id
