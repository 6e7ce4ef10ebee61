-- Grain: one good row of a list and its request; whether it was compared as it stands, and whether it was told known elsewhere. Key: row_no. Reads: list_row, request, linkage_request, known_request.
select w.row_no, r.request_id, r.content_token, r.household_size, r.children_count, r.commune_code, r.partner_id,
    r.department_code, k.request_id is not null as is_compared,
    n.request_id is not null as is_known, r.version
from list_row w
join request r on r.campaign_id = w.campaign_id and r.request_id = w.subject_id
left join linkage_request k
    on k.campaign_id = r.campaign_id and k.request_id = r.request_id and k.content_token = r.content_token
left join known_request n on n.campaign_id = r.campaign_id and n.request_id = r.request_id
where w.campaign_id = :campaign_id and w.list_id = :list_id and w.change is not null and r.state = 'active'
    and r.households_count is null
order by w.row_no
