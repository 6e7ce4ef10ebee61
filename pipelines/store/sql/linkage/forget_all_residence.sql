-- Grain: what was frozen of a campaign. Key: campaign_id. Reads: linkage_residence.
delete from linkage_residence where campaign_id = :campaign_id
