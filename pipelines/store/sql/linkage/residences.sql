-- Grain: one structure that houses its families, and a request that lives where they do. Key: partner_id. Reads: linkage_residence.
select partner_id, request_id from linkage_residence where campaign_id = :campaign_id order by partner_id
