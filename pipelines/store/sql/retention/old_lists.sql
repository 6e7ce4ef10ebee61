-- Grain: one decided list received before a moment, of which something is still sealed. Key: list_id. Reads: request_list, sealed.
select l.list_id, l.received_at
from request_list l
where l.campaign_id = :campaign_id and l.state <> 'in_review' and l.received_at <= cast(:before as timestamp) and exists (
    select 1 from sealed s
    where s.campaign_id = l.campaign_id and (s.kind = 'row:' || l.list_id or (s.kind = 'list_head' and s.subject_id = l.list_id))
)
order by l.list_id
