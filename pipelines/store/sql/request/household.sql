-- Grain: the household of one request. Key: request_id. Reads: household_member.
select household_id
from household_member
where campaign_id = :campaign_id and request_id = :request_id
