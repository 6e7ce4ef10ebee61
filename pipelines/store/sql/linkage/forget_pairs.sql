-- Grain: one pair of requests. Key: campaign_id, left_id, right_id. Reads: pair_evidence.
delete from pair_evidence where campaign_id = :campaign_id
