-- Grain: one keyed token of the requests to erase, and whether another request has it too. Key: request_id, kind, token. Reads: request_key, the staged table erased_request.
select distinct k.kind, k.token, exists (
    select 1 from request_key o
    where o.campaign_id = k.campaign_id and o.kind = k.kind and o.token = k.token
        and o.request_id not in (select request_id from erased_request)
) as is_shared
from request_key k
where k.campaign_id = :campaign_id and k.request_id in (select request_id from erased_request)
