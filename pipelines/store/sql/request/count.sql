-- Grain: the campaign. Key: campaign_id. Reads: request.
select cast(count(*) as bigint) as requests
from request
where campaign_id = :campaign_id and state <> 'withdrawn'
