-- Grain: the campaign. Key: campaign_id. Reads: linkage_decision.
select max(decision_id) as decision_id from linkage_decision where campaign_id = :campaign_id
