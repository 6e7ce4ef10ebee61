-- Grain: one weighed pair of requests. Key: left_id, right_id. Reads: pair_evidence.
select left_id, right_id, weight, custody
from pair_evidence
where campaign_id = :campaign_id and weight >= :lowest
order by left_id, right_id
