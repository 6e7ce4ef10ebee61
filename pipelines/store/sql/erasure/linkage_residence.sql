-- Grain: one structure and a request that lives where its families do. Key: campaign_id, partner_id. Reads: linkage_residence, the staged table erased_request.
delete from linkage_residence
where campaign_id = :campaign_id and request_id in (select request_id from erased_request)
