-- Grain: one list. Key: campaign_id, list_id. Reads: request_list.
select list_id, state, received_at, physical_count, version
from request_list
where campaign_id = :campaign_id and partner_id = :partner_id and sha256 = :sha256 and state not in ('refused', 'replaced')
