-- Grain: what was frozen of a campaign. Key: campaign_id. Reads: linkage_rarity.
delete from linkage_rarity where campaign_id = :campaign_id
