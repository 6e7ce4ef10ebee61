-- Grain: one request staged and its household. Key: request_id. Reads: household_member, the staged table among_request.
select m.request_id, m.household_id
from household_member m
join among_request a on a.request_id = m.request_id
where m.campaign_id = :campaign_id
order by m.request_id
