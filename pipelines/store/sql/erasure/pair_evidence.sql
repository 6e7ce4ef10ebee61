-- Grain: one pair of requests. Key: campaign_id, left_id, right_id. Reads: pair_evidence, the staged table erased_request.
delete from pair_evidence
where campaign_id = :campaign_id and (
    left_id in (select request_id from erased_request) or right_id in (select request_id from erased_request)
)
