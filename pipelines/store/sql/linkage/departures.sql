-- Grain: one request that was compared and is no longer there. Key: request_id. Reads: linkage_request, request.
select k.request_id
from linkage_request k
left join request r
    on r.campaign_id = k.campaign_id and r.request_id = k.request_id and r.state = 'active' and r.households_count is null
where k.campaign_id = :campaign_id and r.request_id is null
order by k.request_id
