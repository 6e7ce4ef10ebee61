-- Grain: one list of a partner that waits for a review. Key: list_id. Reads: request_list.
select list_id, version
from request_list
where campaign_id = :campaign_id and partner_id = :partner_id and state = 'in_review'
order by list_id
