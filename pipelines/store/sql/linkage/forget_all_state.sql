-- Grain: what was frozen of a campaign. Key: campaign_id. Reads: linkage_state.
delete from linkage_state where campaign_id = :campaign_id
