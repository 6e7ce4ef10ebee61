-- Grain: what was frozen of a campaign. Key: campaign_id. Reads: linkage_key.
delete from linkage_key where campaign_id = :campaign_id
