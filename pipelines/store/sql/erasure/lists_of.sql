-- Grain: one list of the structures that asked for a family. Key: list_id. Reads: request_list, request, the staged table erased_request.
select l.list_id
from request_list l
where l.campaign_id = :campaign_id and l.partner_id in (
    select r.partner_id
    from request r
    where r.campaign_id = :campaign_id and r.request_id in (select request_id from erased_request)
)
order by l.list_id
