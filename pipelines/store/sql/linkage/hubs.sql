-- Grain: one contact that many families share. Key: kind, token. Reads: contact_hub.
select kind, token, source
from contact_hub
where campaign_id = :campaign_id
order by kind, token
