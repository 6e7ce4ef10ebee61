-- Grain: one request and its household. Key: campaign_id, request_id. Reads: household_member.
select request_id, household_id
from household_member
where campaign_id = :campaign_id
order by request_id
