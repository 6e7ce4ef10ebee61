-- Grain: one request of the households staged. Key: request_id. Reads: household_member, the staged table among_household.
select m.request_id, m.household_id
from household_member m
join among_household a on a.household_id = m.household_id
where m.campaign_id = :campaign_id
order by m.request_id
