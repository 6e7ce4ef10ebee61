-- Grain: one pair that concerns a request staged. Key: left_id, right_id. Reads: pair_evidence, the staged table among_request.
delete from pair_evidence
where campaign_id = :campaign_id and (
    left_id in (select request_id from among_request) or right_id in (select request_id from among_request)
)
