-- Grain: one request that names people, with the token of all it says. Key: request_id. Reads: request.
select request_id, content_token, household_size, children_count, commune_code, partner_id, department_code
from request
where campaign_id = :campaign_id and request_id = :request_id and state = 'active' and households_count is null
