-- Grain: the campaign; `twice` counts the keys under which more than one keyed token of a request stands. Key: none. Reads: request_key.
select count(*) as twice
from (
    select 1 as one from request_key where campaign_id = :campaign_id group by request_id, kind, token having count(*) > 1
) as twins
