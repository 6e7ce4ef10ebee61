-- Grain: one campaign. Key: campaign_id. Reads: campaign.
update campaign
set state = 'closed', closed_at = cast(:closed_at as timestamp), version = version + 1
where campaign_id = :campaign_id and version = :version
