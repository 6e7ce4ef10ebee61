-- Grain: one request that has a keyed token. Key: request_id. Reads: request_key, request, partner, household_member.
select distinct r.request_id, m.household_id, r.state, r.received_at, r.department_code, p.name as partner_name
from request_key k
join request r on r.campaign_id = k.campaign_id and r.request_id = k.request_id
join partner p on p.partner_id = r.partner_id
left join household_member m on m.campaign_id = r.campaign_id and m.request_id = r.request_id
where k.campaign_id = :campaign_id and k.kind = :kind and k.token = :token
order by r.request_id
