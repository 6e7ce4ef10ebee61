-- Grain: one request of a household. Key: request_id. Reads: household_member, request.
select m.household_id, m.request_id, r.partner_id
from household_member m
join request r on r.campaign_id = m.campaign_id and r.request_id = m.request_id
where m.campaign_id = :campaign_id and r.state = 'active'
order by m.household_id, m.request_id
