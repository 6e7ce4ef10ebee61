-- Grain: one request staged that names people. Key: request_id. Reads: request, the staged table among_request.
select r.request_id, r.content_token, r.household_size, r.children_count, r.commune_code, r.partner_id, r.department_code
from request r
join among_request a on a.request_id = r.request_id
where r.campaign_id = :campaign_id and r.state = 'active' and r.households_count is null
order by r.request_id
