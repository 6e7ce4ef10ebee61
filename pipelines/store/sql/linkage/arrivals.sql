-- Grain: one request that names people and was never compared as it stands. Key: request_id. Reads: request, linkage_request.
select r.request_id, r.content_token, r.household_size, r.children_count, r.commune_code, r.partner_id, r.department_code
from request r
left join linkage_request k
    on k.campaign_id = r.campaign_id and k.request_id = r.request_id and k.content_token = r.content_token
where r.campaign_id = :campaign_id and r.state = 'active' and r.households_count is null and k.request_id is null
order by r.request_id
