-- Grain: one request that names people and was never compared as it stands, or (is_there false) one that was compared and is no longer there. Key: request_id. Reads: request, linkage_request.
with standing as (
    select request_id, content_token, household_size, children_count, commune_code, partner_id, department_code
    from request
    where campaign_id = :campaign_id and state = 'active' and households_count is null
),
compared as (
    select request_id, content_token from linkage_request where campaign_id = :campaign_id
)
select coalesce(r.request_id, k.request_id) as request_id, r.request_id is not null as is_there,
    r.content_token, r.household_size, r.children_count, r.commune_code, r.partner_id, r.department_code
from standing r
full join compared k on k.request_id = r.request_id
where r.request_id is null or k.request_id is null or k.content_token <> r.content_token
order by 1
