-- Grain: one pair of requests with its evidence. Key: left_id, right_id. Reads: pair_evidence.
select left_id, right_id, weight, prior_bits, custody, surname_level, guardian_level, child_level, phone_level, email_level,
    place_level, size_level, surname_bits, guardian_bits, child_bits, phone_bits, email_bits, place_bits, size_bits
from pair_evidence
where campaign_id = :campaign_id and left_id = :left_id and right_id = :right_id
