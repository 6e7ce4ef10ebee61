-- Grain: one pair of requests with its evidence. Key: left_id, right_id. Reads: pair_evidence, the staged table among_request.
select e.left_id, e.right_id, e.weight, e.custody
from pair_evidence e
join among_request l on l.request_id = e.left_id
join among_request r on r.request_id = e.right_id
where e.campaign_id = :campaign_id
order by e.left_id, e.right_id
