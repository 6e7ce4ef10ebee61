-- Grain: what the last full comparison froze. Key: campaign_id. Reads: linkage_state.
select frozen_at, requests, weak_keys from linkage_state where campaign_id = :campaign_id
