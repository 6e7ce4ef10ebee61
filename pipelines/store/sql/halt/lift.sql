-- Grain: the halt of one campaign. Key: campaign_id. Reads: halt.
delete from halt
where campaign_id = :campaign_id
