-- Grain: what was frozen of a campaign. Key: campaign_id. Reads: linkage_request.
delete from linkage_request where campaign_id = :campaign_id
