-- Grain: one count. Key: none. Reads: request_list.
select count(*) as times
from request_list
where campaign_id = :campaign_id and partner_id = :partner_id and sha256 = :sha256
