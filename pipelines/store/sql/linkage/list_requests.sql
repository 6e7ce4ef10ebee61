-- Grain: one good row of a list and its request; whether it was compared as it stands, and whether its household has another structure's request. Key: row_no. Reads: list_row, request, linkage_request, household_member.
select w.row_no, r.request_id, r.content_token, r.household_size, r.children_count, r.commune_code, r.partner_id,
    r.department_code, k.request_id is not null as is_compared,
    exists (
        select 1 from household_member m
        join household_member o on o.campaign_id = m.campaign_id and o.household_id = m.household_id
        join request q on q.campaign_id = o.campaign_id and q.request_id = o.request_id
        where m.campaign_id = r.campaign_id and m.request_id = r.request_id and q.partner_id <> r.partner_id
            and q.state = 'active'
    ) as is_known
from list_row w
join request r on r.campaign_id = w.campaign_id and r.request_id = w.subject_id
left join linkage_request k
    on k.campaign_id = r.campaign_id and k.request_id = r.request_id and k.content_token = r.content_token
where w.campaign_id = :campaign_id and w.list_id = :list_id and w.change is not null and r.state = 'active'
    and r.households_count is null
order by w.row_no
