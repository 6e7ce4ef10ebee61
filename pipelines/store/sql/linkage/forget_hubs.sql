-- Grain: one contact found by itself. Key: kind, token. Reads: contact_hub.
delete from contact_hub where campaign_id = :campaign_id and source <> 'user'
