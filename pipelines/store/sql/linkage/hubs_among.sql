-- Grain: one staged contact that many families share. Key: kind, token. Reads: contact_hub, the staged table arriving_contact.
select c.kind, c.token
from arriving_contact c
join contact_hub h on h.kind = c.kind and h.token = c.token
where h.campaign_id = :campaign_id
order by c.kind, c.token
