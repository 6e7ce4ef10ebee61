-- Grain: one list of the campaign whose head is not known to be gone. Key: list_id. Reads: request_list, erased_subject.
select l.list_id
from request_list l
where l.campaign_id = :campaign_id and not exists (
    select 1 from erased_subject e where e.campaign_id = l.campaign_id and e.subject_id = l.list_id
)
order by l.list_id
