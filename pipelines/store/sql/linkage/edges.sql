-- Grain: one weighed pair of requests. Key: left_id, right_id. Reads: pair_evidence.
select left_id, right_id, weight, custody,
    phone_level < 2 and email_level < 2 and guardian_level < 8 and child_level < 8
        and (guardian_level > 1 or child_level > 1) as by_names
from pair_evidence
where campaign_id = :campaign_id and weight >= :lowest
order by left_id, right_id
