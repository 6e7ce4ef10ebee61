-- Grain: what a full comparison froze. Key: campaign_id. Reads: nothing.
insert into linkage_state (campaign_id, frozen_at, requests, weak_keys) values (:campaign_id, :frozen_at, :requests, :weak_keys)
