-- Grain: one request of a household, of one structure or of all. Key: request_id. Reads: household_member, request.
select m.household_id, m.request_id, r.partner_id
from household_member m
join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
where m.campaign_id = :campaign_id and r.state = 'active' and (cast(:partner_id as varchar) = '' or r.partner_id = :partner_id)
order by m.household_id, m.request_id
