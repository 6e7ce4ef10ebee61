-- Grain: one campaign. Key: campaign_id. Reads: campaign.
select state, version, ends_on, closed_at
from campaign
where campaign_id = :campaign_id
