-- Grain: one decision on a pair of requests. Key: campaign_id, decision_id. Reads: linkage_decision, the staged table erased_request.
delete from linkage_decision
where campaign_id = :campaign_id and (
    left_id in (select request_id from erased_request) or right_id in (select request_id from erased_request)
)
